// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <inttypes.h>
#include <stdarg.h>

#include "common/wrap.h"

__attribute__((format(printf, 3, 4)))
static void line(FILE *out, const char *title, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	print_wrapped(out, text, fprintf(out, "%-15s", title));
}

static const char *on_or_off(enum seen seen)
{
	return seen == YES ? "on" : "off";
}

/* A guest cannot see whether its own interrupts are delivered without exits; a host sees what its KVM does. */
static void delivery_text(FILE *out, const struct doctor *d)
{
	if (d->apicv != UNSEEN)
		line(out, "APICv:", "%s for the guests of this host", on_or_off(d->apicv));
	if (d->avic != UNSEEN)
		line(out, "AVIC:", "%s for the guests of this host", on_or_off(d->avic));
	if (d->posted != UNSEEN)
		line(out, "posted:", "the IOMMU %s post interrupts to guests",
		     d->posted == YES ? "can" : "cannot");
	if (d->vmm_gain[0])
		line(out, "gain as host:", "%s", d->vmm_gain);
	if (d->hypervisor[0])
		line(out, "not visible:", "whether the host delivers interrupts without exits (APICv, AVIC, posted "
		     "interrupts); where it does, there is less to gain. Ask it, or measure");
}

static void machine_text(FILE *out, const struct doctor *d)
{
	line(out, "kernel:", "%s%s", d->kernel, d->realtime == YES ? ", PREEMPT_RT" : "");
	line(out, "hypervisor:", "%s%s%s%s", d->hypervisor[0] ? d->hypervisor : "none",
	     d->machine[0] ? " (" : "", d->machine, d->machine[0] ? ")" : "");
	delivery_text(out, d);
	line(out, "clock:", "%s; TSC %s", d->clocksource[0] ? d->clocksource : "unknown",
	     d->tsc_constant == YES ? "constant" : d->tsc_constant == NO ?
	     "not said to be constant: gaps are as exact as it is" : "not visible");
	line(out, "module:", "%s", d->module ? "loaded" : "not loaded: `modprobe sebp` loads it");
	if (!d->counted)
		line(out, "not visible:", "interrupts: /proc/interrupts or /proc/stat cannot be read here, as in some "
		     "containers");
	else
		line(out, "now:", "%" PRIu64 " interrupts/s, of them timer %" PRIu64 "; %" PRIu64 " softirqs/s other "
		     "than NET_RX; %" PRIu64 " context switches/s; on %u CPU%s", d->rates.interrupts,
		     d->rates.timer, d->rates.softirqs, d->rates.switches, d->cpus, d->cpus == 1 ? "" : "s");
}

static void moderation_text(FILE *out, const struct moderation *m)
{
	if (m->rx_usecs == UINT32_MAX && m->tx_usecs == UINT32_MAX) {
		line(out, "  moderation:", "its driver does not say");
		return;
	}
	line(out, "  moderation:", "rx %d us, tx %d us%s", m->rx_usecs == UINT32_MAX ? 0 : (int)m->rx_usecs,
	     m->tx_usecs == UINT32_MAX ? 0 : (int)m->tx_usecs,
	     m->adaptive_rx == UINT8_MAX ? "" : m->adaptive_rx ? ", adaptive" : ", not adaptive");
}

static void nic_text(FILE *out, const struct doctor *d, const struct nic *nic)
{
	static const char *const verdicts[] = {
		[VERDICT_ATTACHABLE] = "can be attached: ",
		[VERDICT_ATTACHED] = "",
		[VERDICT_BLOCKED] = "cannot be attached now: ",
		[VERDICT_REFUSED] = "cannot be attached: ",
	};

	fprintf(out, "\n%s: %s, %s\n", nic->name, nic->driver, nic->up ? "up" : "down");
	line(out, "  verdict:", "%s%s", verdicts[nic->verdict], nic->why);
	/* Else it is what the verdict says. */
	if (nic->supports[0] && nic->verdict != VERDICT_ATTACHABLE)
		line(out, "  driver:", "%s", nic->supports);
	moderation_text(out, &nic->moderation);
	if (d->counted)
		line(out, "  now:", "%" PRIu64 " interrupts/s, %" PRIu64 " packets/s", nic->interrupts, nic->packets);
	else
		line(out, "  now:", "%" PRIu64 " packets/s", nic->packets);
	if (nic->gain[0])
		line(out, "  to gain:", "%s", nic->gain);
	/* Words to be copied: in one line, whatever its length. */
	if (nic->command[0])
		fprintf(out, "  run:         %s\n", nic->command);
	if (nic->preset)
		fprintf(out, "  or first:    sebpctl shadow %s    (what would it change?)\n", nic->name);
}

void doctor_text(FILE *out, const struct doctor *d)
{
	machine_text(out, d);
	for (size_t i = 0; i < d->nic_count; i++)
		nic_text(out, d, &d->nics[i]);
	if (!d->nic_count)
		fputs("\nNo network device with a driver is in this network namespace.\n", out);
}
