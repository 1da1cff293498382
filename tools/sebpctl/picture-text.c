// SPDX-License-Identifier: GPL-2.0-only
#include "picture.h"

/* Of a module that is not there nobody wants to read that it has no devices, unless there is nothing else. */
static void add_nothing(struct lines *lines, const struct picture *p)
{
	if (p->sebp)
		lines_add(lines, LOOK_PLAIN, "No network device is attached.");
	if (p->vmm)
		lines_add(lines, LOOK_PLAIN, "No device is bound to sebp-vfio-pci.");
	if (!p->sebp && !p->vmm)
		lines_add(lines, LOOK_PLAIN, "Neither sebp nor sebp-vfio-pci is loaded any more.");
}

struct line *picture_lines(const struct picture *p, int columns, bool blocks, size_t *count)
{
	struct lines lines = { 0 };

	/* What does not fit a line has no place to be drawn at. */
	if (columns > LINE_COLUMNS)
		columns = LINE_COLUMNS;
	flows_lines(&lines, &p->flows, columns, blocks);
	vm_flows_lines(&lines, &p->vm_flows, columns, blocks);
	if (!lines.count)
		add_nothing(&lines, p);
	lines_cut(&lines, columns);
	*count = lines.count;
	return lines.line;
}

struct line *picture_help(const struct picture *p, int columns, size_t *count)
{
	static const char *const keys[] = {
		"",
		"q quit   p pause and go on   + - more or less often   h this and back",
		"up, down, page up, page down: scroll",
	};
	struct lines lines = { 0 };

	if (p->sebp)
		flows_help(&lines);
	if (p->sebp && p->vmm)
		lines_add(&lines, LOOK_PLAIN, "%s", "");
	if (p->vmm)
		vm_flows_help(&lines);
	lines_add_texts(&lines, keys, sizeof(keys) / sizeof(keys[0]));
	lines_cut(&lines, columns);
	*count = lines.count;
	return lines.line;
}
