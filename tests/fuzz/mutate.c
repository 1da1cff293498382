// SPDX-License-Identifier: GPL-2.0-only
/*
 * A fuzzer for where libFuzzer is not: mutate RUNS SEED... feeds the target the seeds, then RUNS mutations of
 * them, the same in every run. It knows nothing of coverage: the seeds must hold all that the target can
 * tell apart. An input that kills the target is printed, in hexadecimal.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sanitizer/common_interface_defs.h>

#define INPUT_MAX	4096
#define SEEDS_MAX	256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	size_t size;
	uint8_t data[INPUT_MAX];
};

static struct input seeds[SEEDS_MAX], input;
static size_t seed_count;
static uint64_t random_state = 88172645463325252;
static FILE *terminal;

/* Marsaglia, Xorshift RNGs, Journal of Statistical Software 8(14), 2003. */
static uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32) % limit;
}

static void print_input(void)
{
	fprintf(terminal, "# the input, %zu bytes:\n# ", input.size);
	for (size_t i = 0; i < input.size; i++)
		fprintf(terminal, "%02x", input.data[i]);
	fputc('\n', terminal);
	fflush(terminal);
}

static void read_seed(const char *path)
{
	FILE *file = fopen(path, "re");
	struct input *seed = &seeds[seed_count++];

	if (!file || seed_count == SEEDS_MAX) {
		fprintf(stderr, "mutate: cannot take the seed %s\n", path);
		exit(2);
	}
	seed->size = fread(seed->data, 1, sizeof(seed->data), file);
	fclose(file);
}

static void change_byte(void)
{
	static const uint8_t special[] = { 0, '\n', '\r', ' ', '\t', '=', '#', ',', '0', '9', 0x7f, 0xff };

	if (!input.size)
		return;
	input.data[random_below((uint32_t)input.size)] = random_below(2) ?
		special[random_below(sizeof(special))] : (uint8_t)random_below(256);
}

static void remove_some(void)
{
	size_t start, length;

	if (!input.size)
		return;
	start = random_below((uint32_t)input.size);
	length = 1 + random_below((uint32_t)(input.size - start));
	memmove(input.data + start, input.data + start + length, input.size - start - length);
	input.size -= length;
}

/* Part of a seed, at any place. */
static void insert_some(void)
{
	const struct input *from = &seeds[random_below((uint32_t)seed_count)];
	size_t start, length, place;

	if (!from->size)
		return;
	start = random_below((uint32_t)from->size);
	length = 1 + random_below((uint32_t)(from->size - start));
	place = random_below((uint32_t)input.size + 1);
	if (input.size + length > INPUT_MAX)
		return;
	memmove(input.data + place + length, input.data + place, input.size - place);
	memcpy(input.data + place, from->data + start, length);
	input.size += length;
}

static void run_input(void)
{
	/* Exactly so large on the heap: the sanitizer sees every byte beyond. */
	uint8_t *copy = malloc(input.size ? input.size : 1);

	if (!copy)
		abort();
	memcpy(copy, input.data, input.size);
	LLVMFuzzerTestOneInput(copy, input.size);
	free(copy);
}

static void mutate(void)
{
	static void (*const ways[])(void) = { change_byte, remove_some, insert_some };

	input = seeds[random_below((uint32_t)seed_count)];
	for (uint32_t i = random_below(6); i < 6; i++)
		ways[random_below(3)]();
}

int main(int argc, char *argv[])
{
	unsigned long runs = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;

	terminal = stderr;
	__sanitizer_set_death_callback(print_input);
	for (int i = 2; i < argc; i++)
		read_seed(argv[i]);
	if (!runs || !seed_count) {
		fprintf(stderr, "usage: mutate RUNS SEED...\n");
		return 2;
	}
	for (size_t i = 0; i < seed_count; i++) {
		input = seeds[i];
		run_input();
	}
	for (unsigned long i = 0; i < runs; i++) {
		mutate();
		run_input();
	}
	printf("%zu seeds and %lu mutations\n", seed_count, runs);
	return 0;
}
