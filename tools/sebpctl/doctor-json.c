// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include "json.h"

/* What is not known is left out. */
static json_t *seen(enum seen seen)
{
	return seen == UNSEEN ? NULL : json_boolean(seen == YES);
}

static json_t *text(const char *bytes)
{
	return bytes && bytes[0] ? json_bytes(bytes) : NULL;
}

static json_t *usecs(uint32_t value)
{
	return value == UINT32_MAX ? NULL : json_integer(value);
}

static json_t *adaptive(uint8_t value)
{
	return value == UINT8_MAX ? NULL : json_boolean(value);
}

static json_t *rate(const struct doctor *d, uint64_t value)
{
	return d->counted ? json_integer(json_count(value)) : NULL;
}

static json_t *nic_object(const struct doctor *d, const struct nic *nic)
{
	static const char *const verdicts[] = {
		[VERDICT_ATTACHABLE] = "attachable",
		[VERDICT_ATTACHED] = "attached",
		[VERDICT_BLOCKED] = "blocked",
		[VERDICT_REFUSED] = "refused",
	};

	return json_pack("{s:o, s:o, s:o*, s:o*, s:o*, s:b, s:o*, s:s, s:o, s:o*, s:I, s:{s:o*, s:o*, s:o*, s:o*}, s:o*, s:o*, s:o*, s:o*}",
		"ifname", json_bytes(nic->name),
		"driver", json_bytes(nic->driver),
		"napi_honoured", seen(nic->napi_honoured),
		"tx_in_napi", seen(nic->tx_in_napi),
		"raw_vectors", seen(nic->raw_vectors),
		"up", nic->up,
		"threaded", seen(nic->threaded),
		"verdict", verdicts[nic->verdict],
		"why", json_bytes(nic->why),
		"interrupts_per_second", rate(d, nic->interrupts),
		"packets_per_second", json_count(nic->packets),
		"moderation",
			"rx_usecs", usecs(nic->moderation.rx_usecs),
			"tx_usecs", usecs(nic->moderation.tx_usecs),
			"adaptive_rx", adaptive(nic->moderation.adaptive_rx),
			"adaptive_tx", adaptive(nic->moderation.adaptive_tx),
		"state", text(nic->state),
		"gain", text(nic->gain),
		"preset", text(nic->preset),
		"command", text(nic->command));
}

enum status doctor_json(FILE *out, const struct doctor *d)
{
	json_t *list = json_array();

	for (size_t i = 0; i < d->nic_count; i++)
		json_array_append_new(list, nic_object(d, &d->nics[i]));
	return json_print(out, json_pack("{s:o, s:o*, s:o*, s:o*, s:I, s:o*, s:o*, s:o*, s:o*, s:o*, s:o*, s:b,"
		" s:o*, s:o*, s:o*, s:o*, s:o}",
		"kernel", json_bytes(d->kernel),
		"preempt_rt", seen(d->realtime),
		"hypervisor", text(d->hypervisor),
		"machine", text(d->machine),
		"cpus", json_count(d->cpus),
		"clocksource", text(d->clocksource),
		"tsc_constant", seen(d->tsc_constant),
		"kvm_intel_apicv", seen(d->apicv),
		"kvm_amd_avic", seen(d->avic),
		"iommu_posts_interrupts", seen(d->posted),
		"vmm_gain", text(d->vmm_gain),
		"module_loaded", d->module,
		"interrupts_per_second", rate(d, d->rates.interrupts),
		"timer_interrupts_per_second", rate(d, d->rates.timer),
		"softirqs_per_second", rate(d, d->rates.softirqs),
		"context_switches_per_second", rate(d, d->rates.switches),
		"devices", list));
}
