// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files of any content are taken, or refused with one printable sentence that names a line.
 */
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf.h"
#include "sebpctl/family.h"
#include "sebpctl/result.h"
#include "sebpctl/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nothing is sent: these are here for the linker. */
enum status family_open(struct family **family) { (void)family; abort(); }
void family_close(struct family *family) { (void)family; abort(); }
void family_request(struct family *family, uint8_t command) { (void)family; (void)command; abort(); }
void family_put_u32(struct family *family, uint16_t type, uint32_t value)
{
	(void)family; (void)type; (void)value;
	abort();
}
enum status family_do(struct family *family, const char *subject, family_take take, void *data)
{
	(void)family; (void)subject; (void)take; (void)data;
	abort();
}

enum status result_print(struct family *family, const char *done, const char *name, uint32_t ifindex)
{
	(void)family; (void)done; (void)name; (void)ifindex;
	abort();
}

static const char *take(const char *key, const char *value, void *settings)
{
	if (!*key || !*value)
		abort();
	return settings_take(settings, key, value);
}

static void check_sentence(const char *said, size_t length)
{
	unsigned int line;
	int end = 0;

	if (sscanf(said, "sebpctl: x.conf:%u: %n", &line, &end) != 1 || !end || !line)
		abort();
	if (memchr(said, '\n', length) != said + length - 1)
		abort();
	for (size_t i = 0; i < length - 1; i++) {
		if (((unsigned char)said[i] < ' ' && said[i] != '\t') || said[i] == 0x7f)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = size ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");
	FILE *terminal = stderr;
	struct settings settings = { 0 };
	char *said = NULL;
	size_t length = 0;
	enum status status;

	stderr = open_memstream(&said, &length);
	if (!file || !stderr)
		abort();
	status = conf_read(file, "x.conf", take, &settings);
	fclose(stderr);
	stderr = terminal;
	fclose(file);
	if (status == STATUS_USAGE)
		check_sentence(said, length);
	else if (status || length)
		abort();
	free(said);
	return 0;
}
