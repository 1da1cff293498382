// SPDX-License-Identifier: GPL-2.0-only
#include "metrics.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/say.h"
#include "family.h"

static const char help[] =
	"Usage: sebpctl metrics [--output FILE]\n"
	"\n"
	"Print state and counters of all attached devices for Prometheus, as node_exporter's\n"
	"textfile collector reads them. Without the module that is one line that says so.\n"
	"\n"
	"  -o, --output FILE  write FILE instead, in one step: no reader sees half of it\n"
	"  -h, --help         this text\n"
	"\n"
	"Example:\n"
	"  sebpctl metrics --output /var/lib/prometheus/node-exporter/sebp.prom";

static enum status print_metrics(FILE *out)
{
	struct snapshot snapshot = { 0 };
	struct family *family;
	enum status status = family_find(&family, SEBP_FAMILY_NAME);

	if (status == STATUS_NO_MODULE) {
		metrics_text(out, NULL);
		return STATUS_OK;
	}
	if (status)
		return status;
	status = snapshot_take(&snapshot, family, 0, "metrics");
	if (!status)
		metrics_text(out, &snapshot);
	snapshot_free(&snapshot);
	family_close(family);
	return status;
}

static enum status cannot_write(const char *path)
{
	return fail(STATUS_FAILED, "%s: cannot be written: %s", path, strerror(errno));
}

/* On the disk before it gets its name: after a crash there is the old file or the new one. */
static enum status finish(FILE *out, const char *temporary, const char *path)
{
	mode_t mask = umask(0);

	umask(mask);
	if (fflush(out) || ferror(out) || fchmod(fileno(out), 0644 & ~mask) || fsync(fileno(out)) ||
	    rename(temporary, path))
		return cannot_write(path);
	return STATUS_OK;
}

static enum status write_file(const char *path)
{
	char *temporary;
	enum status status;
	FILE *out;
	int fd;

	/* Not ending in .prom, so that the collector does not read it too. */
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return fail(STATUS_FAILED, "out of memory");
	fd = mkstemp(temporary);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out) {
		status = cannot_write(path);
		free(temporary);
		return status;
	}
	status = print_metrics(out);
	if (!status)
		status = finish(out, temporary, path);
	if (status)
		unlink(temporary);
	fclose(out);
	free(temporary);
	return status;
}

enum status metrics_command(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *path = NULL;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":ho:", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			puts(help);
			return STATUS_OK;
		case 'o':
			path = optarg;
			break;
		default:
			return bad_option(option, argv);
		}
	}
	if (optind < argc)
		return word_too_many(argv);
	return path ? write_file(path) : print_metrics(stdout);
}
