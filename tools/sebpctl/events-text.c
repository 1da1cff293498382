// SPDX-License-Identifier: GPL-2.0-only
#include "sources.h"

#include "common/names.h"
#include "common/wrap.h"

static void print_overview(FILE *out, const struct source *s)
{
	int indent = fprintf(out, "%-8s  %-7s  %7u  %-6s  ", event_name(s->event),
			     s->is_default ? "default" : "opt-in", s->users, s->is_hooked ? "yes" : "no");

	if (s->missing[0])
		indent += fprintf(out, "no: ");
	print_wrapped(out, s->missing[0] ? s->missing : "yes", indent);
}

static void print_detail(FILE *out, const char *name, const char *title, const char *text)
{
	print_wrapped(out, text, fprintf(out, "%-8s  %s  ", name, title));
}

void events_text(FILE *out, const struct sources *sources)
{
	fputs("event     use      devices  hooked  available\n", out);
	for (size_t i = 0; i < sources->count; i++)
		print_overview(out, &sources->source[i]);
	fputc('\n', out);
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *s = &sources->source[i];

		print_detail(out, event_name(s->event), "when", s->context);
		print_detail(out, "", "cost", s->cost);
	}
}
