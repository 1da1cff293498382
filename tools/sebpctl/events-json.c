// SPDX-License-Identifier: GPL-2.0-only
#include "sources.h"

#include "common/names.h"
#include "json.h"

static json_t *source_object(const struct source *s)
{
	return json_pack("{s:s, s:b, s:I, s:b, s:o*, s:o, s:o}",
		"event", event_name(s->event),
		"default", s->is_default,
		"users", json_count(s->users),
		"hooked", s->is_hooked,
		"missing", s->missing[0] ? json_bytes(s->missing) : NULL,
		"context", json_bytes(s->context),
		"cost", json_bytes(s->cost));
}

enum status events_json(FILE *out, const struct sources *sources)
{
	json_t *list = json_array();

	for (size_t i = 0; i < sources->count; i++)
		json_array_append_new(list, source_object(&sources->source[i]));
	return json_print(out, json_pack("{s:o}", "events", list));
}
