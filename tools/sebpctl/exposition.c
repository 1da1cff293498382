// SPDX-License-Identifier: GPL-2.0-only
#include "exposition.h"

#include <inttypes.h>

void exposition_header(FILE *out, const struct metric *m)
{
	fprintf(out, "# HELP sebp_%s %s\n# TYPE sebp_%s %s\n", m->name, m->help, m->name, m->type);
}

/* A label's value is UTF-8 in double quotes; what might be no UTF-8 becomes a question mark. */
static void print_quoted(FILE *out, const char *value)
{
	fputc('"', out);
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			fprintf(out, "\\%c", *value);
		else if (*value == '\n')
			fputs("\\n", out);
		else
			fputc((unsigned char)*value > 0x7f ? '?' : *value, out);
	}
	fputc('"', out);
}

void exposition_begin(FILE *out, const char *name, const char *device)
{
	fprintf(out, "sebp_%s{device=", name);
	print_quoted(out, device);
}

void exposition_label(FILE *out, const char *name, const char *value)
{
	fprintf(out, ",%s=", name);
	print_quoted(out, value);
}

void exposition_value(FILE *out, uint64_t value, bool seconds)
{
	if (seconds)
		fprintf(out, "} %" PRIu64 ".%09" PRIu64 "\n", value / 1000000000, value % 1000000000);
	else
		fprintf(out, "} %" PRIu64 "\n", value);
}
