// SPDX-License-Identifier: GPL-2.0-only
#include "listen.h"

#include <stdio.h>

#include "family.h"

static enum status listen_on(struct family *family, struct listener *listener)
{
	enum status status = family_join(family, listener->group);

	if (!status)
		status = listener->print_all(listener);
	return status ? status : family_hear(family, listener->take, listener);
}

enum status listen_with(struct listener *listener)
{
	struct family *hearing;
	enum status status = listener->open(&hearing);

	if (status)
		return status;
	status = listener->open(&listener->asking);
	if (!status) {
		setvbuf(stdout, NULL, _IOLBF, 0);
		status = listen_on(hearing, listener);
		family_close(listener->asking);
	}
	family_close(hearing);
	return status;
}
