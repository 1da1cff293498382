/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What users type, strictly: the whole word must make sense. Each function returns NULL and sets
 * its result, or returns what is wrong, to be put behind "OPTION 'WORD': ".
 */
#ifndef SEBP_TOOLS_PARSE_H
#define SEBP_TOOLS_PARSE_H

#include <stdint.h>

/* A whole number and its unit, ns, us or ms: "300us". The contract carries 32 bits: 4294ms. */
const char *parse_duration(const char *word, uint32_t *ns);

/* A decimal number. */
const char *parse_count(const char *word, uint32_t *count);

/* The name of a preset. */
const char *parse_preset(const char *word, uint32_t *preset);

/* What an assigned device is to do: auto or interrupt. */
const char *parse_vf_mode(const char *word, uint32_t *mode);

/* Event sources, separated by commas: "tick,irq". @events gets a bit for each. */
const char *parse_events(const char *word, uint32_t *events);

#endif
