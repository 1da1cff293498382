// SPDX-License-Identifier: GPL-2.0-only
/*
 * Structures of any content, strings and all, are printed as JSON that can be read and has the very numbers in it. More
 * than a decoder lets through: what is printed must not depend on that. The last byte of the input chooses the structure.
 */
#include <stdint.h>
#include <string.h>

#include "printed.h"
#include "sebpctl/notice.h"
#include "sebpctl/snapshot.h"
#include "sebpctl/sources.h"
#include "sebpctl/vm-flows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *data;
	size_t size;
	size_t next;
};

/* With the input, again and again. */
static void fill(struct input *input, void *structure, size_t size)
{
	for (size_t done = 0, part; done < size; done += part) {
		part = input->size - input->next;
		if (part > size - done)
			part = size - done;
		memcpy((uint8_t *)structure + done, input->data + input->next, part);
		input->next = (input->next + part) % input->size;
	}
}

#define END(array) ((array)[sizeof(array) - 1] = '\0')

static void fill_device(struct input *input, struct device *d)
{
	fill(input, d, sizeof(*d));
	END(d->ifname);
	END(d->driver);
	END(d->reason);
}

static void fill_queue(struct input *input, struct queue *q, uint32_t ifindex)
{
	fill(input, q, sizeof(*q));
	q->ifindex = ifindex;
	q->event_count %= q->event_count & 0x80 ? DECODE_EVENTS_MAX + 1 : 3;
}

static void same_number(const json_t *object, const char *key, uint64_t value)
{
	const json_t *number = json_object_get(object, key);
	uint64_t shown = value > INT64_MAX ? INT64_MAX : value;

	if (!json_is_integer(number) || (uint64_t)json_integer_value(number) != shown)
		abort();
}

/* A string that is none in UTF-8 is shown with other characters, but no fewer. */
static void same_string(const json_t *object, const char *key, const char *value)
{
	const json_t *string = json_object_get(object, key);

	if (!json_is_string(string) || json_string_length(string) != strlen(value))
		abort();
}

static void check_snapshot(struct input *input)
{
	struct device device;
	struct queue queue;
	const struct snapshot snapshot = {
		.devices = &device, .device_count = 1, .queues = &queue, .queue_count = 1,
	};
	struct printed p;
	json_t *root, *shown;

	fill_device(input, &device);
	fill_queue(input, &queue, device.ifindex);
	show_json(printed_start(&p), &snapshot);
	root = printed_json(&p);
	shown = json_array_get(json_object_get(root, "devices"), 0);
	same_number(shown, "ifindex", device.ifindex);
	same_number(shown, "bulk_gap_ns", device.bulk_gap_ns);
	same_string(shown, "ifname", device.ifname);
	shown = json_array_get(json_object_get(shown, "queues"), 0);
	same_number(shown, "id", queue.id);
	same_number(shown, "polls", queue.polls);
	same_number(shown, "delay_ns", queue.delay_ns);
	if (json_array_size(json_object_get(shown, "events")) != queue.event_count)
		abort();
	json_decref(root);
}

static void check_notice(struct input *input)
{
	struct timespec when = { .tv_nsec = 999999999 };
	struct device device;
	struct printed p;
	json_t *root;

	fill_device(input, &device);
	fill(input, &when.tv_sec, 4);
	notice_json(printed_start(&p), &when, NOTICE_ATTACH, &device);
	root = printed_json(&p);
	json_decref(root);
}

static void check_sources(struct input *input)
{
	struct sources sources = { .count = 2 };
	struct printed p;
	json_t *root, *shown;

	for (size_t i = 0; i < sources.count; i++) {
		struct source *s = &sources.source[i];

		fill(input, s, offsetof(struct source, is_default));
		s->is_default = s->users & 1;
		s->is_hooked = s->users & 2;
		END(s->context);
		END(s->cost);
		END(s->missing);
	}
	events_json(printed_start(&p), &sources);
	root = printed_json(&p);
	shown = json_array_get(json_object_get(root, "events"), 1);
	same_number(shown, "users", sources.source[1].users);
	same_string(shown, "cost", sources.source[1].cost);
	json_decref(root);
}

/* What top prints of them: the same as before, so that all are known. */
static void check_vm_flows(const struct vms *vms)
{
	struct vm_flows flows = { 0 };
	json_t *list, *shown;

	vm_flows_sample(&flows, vms, 1);
	vm_flows_sample(&flows, vms, 1);
	list = vm_flows_list(&flows);
	shown = json_array_get(list, 0);
	same_string(shown, "device", vms->vfs[0].device);
	shown = json_array_get(json_object_get(shown, "vectors"), 0);
	same_number(shown, "index", vms->vectors[0].index);
	same_number(shown, "longest_delay_ns", vms->vectors[0].longest_delay_ns);
	json_decref(list);
	vm_flows_free(&flows);
}

static void check_vms(struct input *input)
{
	struct vm_vf vf;
	struct vector vector;
	const struct vms vms = { .vfs = &vf, .vf_count = 1, .vectors = &vector, .vector_count = 1 };
	struct printed p;
	json_t *root, *shown;

	fill(input, &vf, sizeof(vf));
	END(vf.device);
	END(vf.reason);
	END(vf.comm);
	fill(input, &vector, sizeof(vector));
	memcpy(vector.device, vf.device, sizeof(vf.device));
	memset(&vector.memory, vf.pid & 1, sizeof(vector.memory));
	vm_json(printed_start(&p), &vms);
	root = printed_json(&p);
	shown = json_array_get(json_object_get(root, "vfs"), 0);
	same_string(shown, "device", vf.device);
	shown = json_array_get(json_object_get(shown, "vectors"), 0);
	same_number(shown, "stalls", vector.stalls);
	json_decref(root);
	check_vm_flows(&vms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const checks[])(struct input *) = { check_snapshot, check_notice, check_sources, check_vms };
	struct input input = { .data = data, .size = size };

	if (size)
		checks[data[size - 1] % 4](&input);
	return 0;
}
