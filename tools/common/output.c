// SPDX-License-Identifier: GPL-2.0-only
#include "common/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/say.h"

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

static enum status write_file(const char *path, output_print print, void *data)
{
	char *temporary;
	enum status status;
	FILE *out;
	int fd;

	/* Its end is a random one, so that who looks for .prom or .html does not see it. */
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return fail(STATUS_FAILED, "out of memory");
	fd = mkstemp(temporary);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out) {
		status = cannot_write(path);
		free(temporary);
		return status;
	}
	status = print(out, data);
	if (!status)
		status = finish(out, temporary, path);
	if (status)
		unlink(temporary);
	fclose(out);
	free(temporary);
	return status;
}

enum status output_to(const char *path, output_print print, void *data)
{
	return path ? write_file(path, print, data) : print(stdout, data);
}
