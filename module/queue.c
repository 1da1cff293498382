// SPDX-License-Identifier: GPL-2.0-only
/* Queues: see queue.h. */
#include <linux/delay.h>
#include <linux/moduleparam.h>
#include <linux/net.h>
#include <linux/rculist.h>

#include "driver.h"
#include "napi.h"
#include "poller.h"
#include "port.h"
#include "queue.h"
#include "stall.h"
#include "tx.h"
#include "vector.h"

/* How long sebp_queue_stop() waits for another owner of the NAPI: 20,000 rounds of 50 us and more. */
#define STOP_ROUNDS	20000

/* In shadow mode, how many polls at once are imagined: what a ring holds, with the full weight. */
#define SHADOW_POLLS	64

u32 sebp_queue_events(const struct sebp_queue *q)
{
	return q->port->set.events;
}

u64 sebp_queue_next(const struct sebp_queue *q, unsigned int event)
{
	if (event == SEBP_EVENT_IDLE && q->port->set.linger)
		return sebp_clock() + q->gov.p.min_gap;
	return q->gov.next;
}

static u32 tx_done(const struct sebp_queue *q)
{
	return q->port->drv->tx_done ? q->port->drv->tx_done(q->port) : 0;
}

u32 sebp_queue_tx_completed(const struct sebp_queue *q)
{
	s32 done = tx_done(q) - q->tx_seen;

	/* A reset of the device lets the count start again. */
	return done > 0 ? DIV_ROUND_UP(done, q->port->drv->tx_unit) : 0;
}

/* The same, and from now on they are counted. */
static u32 count_tx(struct sebp_queue *q)
{
	u32 packets = sebp_queue_tx_completed(q);

	q->tx_seen = tx_done(q);
	return packets;
}

/*
 * Before a poll. What completes outside of it is only known to be ours where a raw vector does that: the count is the
 * device's, and other queues have their share in it.
 */
static void start_tx(struct sebp_queue *q)
{
	if (!q->port->raw)
		q->tx_seen = tx_done(q);
}

/*
 * A NAPI on this CPU's list, with IRQs off, is as good as owned: whoever may take it from there runs on this CPU. What a
 * raw vector has completed meanwhile is not looked at either, or it would all seem to have come with the next interrupt.
 * What is left alone may begin a flood, which the kernel then polls for as long as it lasts: with its weight, and no cap.
 */
bool sebp_queue_leaves(struct sebp_queue *q)
{
	if (gov_capped(&q->gov) || q->port->set.weight < SEBP_NAPI_BUDGET || !gov_leaves(&q->gov))
		return false;
	q->tx_seen = tx_done(q);
	return true;
}

static void call_vectors(struct sebp_queue *q, bool mask)
{
	struct sebp_port *port = q->port;
	int i;

	for (i = 0; i < port->nr_irqs; i++)
		if (port->irqs[i].raw)
			sebp_vector_call(port, port->irqs[i].irq, port->irqs[i].bit, mask);
}

/*
 * Who owns the NAPI, a socket that polls for one, polls no raw vector: so their own interrupts have to. Not where the driver stops:
 * its rings are about to go. Context: BH off.
 */
static void leave_vectors(struct sebp_queue *q)
{
	if (!READ_ONCE(q->port->stale) && netif_carrier_ok(q->port->dev))
		call_vectors(q, false);
}

/* All the device's interrupts that polling replaces. */
static void mask_device(struct sebp_queue *q)
{
	if (q->port->drv->mask)
		q->port->drv->mask(q->port, q->vectors);
}

/*
 * Back to interrupts, the NAPI owned. Causes first, then the work: whatever completes after its cause was cleared
 * sets it anew, so arming finds it. The raw vectors are armed by their own handlers, the NAPI by its driver at the
 * end of the softirq poll that follows.
 */
static void arm(struct sebp_queue *q)
{
	if (q->port->drv->ack)
		q->port->drv->ack(q->port, q->vectors);
	call_vectors(q, false);
	sebp_napi_hand_back(q->napi);
	sebp_tx_arm(q);
}

/* The same for a reason that the governor does not know. */
static void park_queue(struct sebp_queue *q, u64 now)
{
	gov_park(&q->gov, now);
	arm(q);
}

/* Another queue of the device is polled on this CPU: that makes the events and the timer that this one can do with. */
static bool in_company(const struct sebp_queue *q)
{
	const struct sebp_poller *poller = this_cpu_ptr(&sebp_hot)->poller;
	const struct sebp_queue *other;

	list_for_each_entry_rcu(other, &poller->queues, node)
		if (other != q && other->port == q->port && other->gov.state == GOV_POLLING)
			return true;
	return false;
}

/*
 * A queue that only sends, as where the driver has vectors of their own for that, keeps nobody waiting if it is polled in
 * company. Its count of bytes says little of how many interrupts it takes: acknowledgements are short.
 */
static bool goes_along(const struct sebp_queue *q)
{
	return !q->receives && in_company(q);
}

/* Would the CPU be idle without this queue? */
static bool cpu_is_idle(const struct sebp_queue *q)
{
	return is_idle_task(current) && !goes_along(q);
}

static void account(struct sebp_queue *q, unsigned int cause, u64 now, u32 packets)
{
	struct sebp_queue_stats *st = &q->stats;
	/* None can be told from a clock that was set back. */
	u64 gap = gov_reached(now, q->gov.last_poll) ? now - q->gov.last_poll : 0;

	st->polls++;
	st->packets += packets;
	if (packets)
		st->suppressed += !q->shadow;
	else
		st->empty_polls++;
	if (gap > st->longest_gap)
		st->longest_gap = gap;
	st->gaps[min_t(unsigned int, fls64(div_u64(gap, NSEC_PER_USEC)), SEBP_GAPS - 1)]++;
	if (cause >= SEBP_EVENTS)
		return;
	st->event[cause].polls++;
	st->event[cause].packets += packets;
	if (!packets)
		st->event[cause].empty_polls++;
}

/* One poll while POLLING; the NAPI is owned on entry and not on return. */
static int poll_polling(struct sebp_queue *q, unsigned int cause, u64 now, bool *again)
{
	int work, weight = q->port->set.weight;
	enum gov_step step;
	u32 packets;

	q->again = false;
	mask_device(q);
	start_tx(q);
	call_vectors(q, true);
	work = sebp_napi_poll_direct(q->napi, weight);
	sebp_tx_polled(q);
	q->receives |= work > 0;
	packets = work + count_tx(q);
	account(q, cause, now, packets);
	if (gov_capped(&q->gov))
		gov_took(&q->gov, sebp_clock() - now);
	step = gov_polled(&q->gov, now, packets, work >= weight, cpu_is_idle(q));
	if (step == GOV_PARK) {
		q->stats.parks++;
		arm(q);
		return packets;
	}
	if (sebp_napi_release(q->napi) && !gov_capped(&q->gov))
		step = GOV_AGAIN;
	if (step == GOV_AGAIN) {
		q->again = true;
		*again = true;
	}
	return packets;
}

/*
 * Shadow mode, where a poll would be due: it would have found what interrupts have brought since the last one, and one that
 * found more than its weight would have been followed by others. Times of arrival are summed relative to that last one, so
 * their sum stays small.
 */
static void shadow_poll(struct sebp_queue *q, unsigned int cause, u64 now)
{
	u32 weight = q->port->set.weight, tx = q->port->raw ? count_tx(q) : 0;
	enum gov_step step = GOV_AGAIN;
	s64 delay;
	int i;

	/* Negative where the clock was set back meanwhile. */
	delay = q->shadow_packets * (now - q->gov.last_poll) - q->shadow_times;
	if (delay > 0)
		q->stats.delay += delay;
	q->shadow_times = 0;
	/* What is left after that is the next one's. */
	for (i = 0; i < SHADOW_POLLS && step == GOV_AGAIN; i++) {
		u32 work = min(q->shadow_packets, weight);

		q->shadow_packets -= work;
		account(q, cause, now, work + tx);
		step = gov_polled(&q->gov, now, work + tx, work >= weight, cpu_is_idle(q));
		tx = 0;
	}
	if (step == GOV_PARK)
		q->stats.parks++;
}

static void shadow_interrupt(struct sebp_queue *q, u64 now, u32 packets)
{
	q->stats.suppressed++;
	q->shadow_packets += packets;
	q->shadow_times += packets * (now - q->gov.last_poll);
}

/*
 * An interrupt's work while PARKED, or in shadow mode; the NAPI is stolen on entry, and on return owned only if the
 * budget was used up.
 */
static int poll_armed(struct sebp_queue *q, u64 now)
{
	u32 packets;
	int work;

	start_tx(q);
	work = sebp_napi_poll_armed(q->napi);
	q->receives |= work > 0;
	if (q->gov.state == GOV_POLLING) {
		/* What a raw vector completes is for the imagined poll to find. */
		shadow_interrupt(q, now, work + (q->port->raw ? 0 : count_tx(q)));
		return work;
	}
	packets = work + count_tx(q);
	if (packets && goes_along(q))
		gov_join(&q->gov, now);
	else
		gov_interrupt(&q->gov, now, packets, q->idle);
	if (q->gov.state == GOV_POLLING) {
		q->stats.unparks++;
		sebp_stall_watch();
	}
	return work;
}

static bool is_due(const struct sebp_queue *q, unsigned int cause, u64 now)
{
	if (q->again)
		return true;
	if (cause == SEBP_EVENT_IDLE && q->port->set.linger)
		return !gov_rests(&q->gov, now);
	/* No poll is due later than that, unless the clock was set back, as by a resume: events then wait for the watchdog. */
	if (cause == SEBP_EVENT_WATCHDOG)
		return gov_reached(now + gov_slack(&q->gov), q->gov.next) || q->gov.next - now > GOV_GAP_MAX;
	if (cause < SEBP_EVENTS && !(sebp_queue_events(q) & BIT(cause)))
		return gov_reached(now, q->gov.deadline);
	return gov_reached(now, q->gov.next);
}

static bool wants_run(const struct sebp_queue *q, unsigned int cause, bool park, u64 now)
{
	if (READ_ONCE(q->stopped))
		return false;
	if (q->gov.state == GOV_PARKED)
		return q->nudged && !park;
	return park || is_due(q, cause, now);
}

/*
 * Own the NAPI for a direct poll. A device without a carrier has nothing to poll, and e1000e, which never disables its
 * NAPI, frees its rings while the carrier and its interrupts are off: it turns the carrier off, waits for who polls now,
 * and relies on nobody polling after that.
 */
static bool own_napi(struct sebp_queue *q)
{
	if (READ_ONCE(q->port->stale) || !sebp_napi_own(q->napi))
		return false;
	if (netif_carrier_ok(q->port->dev))
		return true;
	/* What was announced meanwhile is the softirq's, as without us. */
	if (sebp_napi_release(q->napi))
		napi_schedule(q->napi);
	return false;
}

/* Own the NAPI of a queue that is due. */
static bool take_napi(struct sebp_queue *q, u64 now)
{
	bool alive = sebp_napi_alive(q->port->dev, q->napi);

	if (!alive || !own_napi(q)) {
		q->stats.busy += alive;
		gov_missed(&q->gov, now);
		/* Disabled, it may come back with other vectors, even at the same address. */
		if (!alive || sebp_napi_disabled(q->napi))
			sebp_port_stale(q->port);
		else
			leave_vectors(q);
		return false;
	}
	/* A parked NAPI is polled to be completed: without IN_BUSY_POLL. */
	if (q->gov.state == GOV_PARKED)
		clear_bit(NAPI_STATE_IN_BUSY_POLL, &q->napi->state);
	return true;
}

/* In the debug build alone: a way to make polling fail, for the test of who notices. */
#ifdef SEBP_DEBUG
static bool debug_stall;
module_param_named(stall, debug_stall, bool, 0600);
MODULE_PARM_DESC(stall, "nothing is polled any more");

static bool is_broken(const struct sebp_queue *q)
{
	return READ_ONCE(debug_stall) && q->gov.state == GOV_POLLING && !q->stolen;
}
#else
static bool is_broken(const struct sebp_queue *q)
{
	return false;
}
#endif

int sebp_queue_run(struct sebp_queue *q, unsigned int cause, bool park, bool *again)
{
	bool owned, stolen = q->stolen;
	u64 now = sebp_clock();
	int work;

	if (unlikely(is_broken(q))) {
		return 0;
	} else if (stolen) {
		q->stolen = false;
	} else if (!wants_run(q, cause, park, now)) {
		return 0;
	} else if (q->shadow && q->gov.state == GOV_POLLING) {
		shadow_poll(q, cause, now);
		return 0;
	} else if (!take_napi(q, now)) {
		return 0;
	}
	q->nudged = false;

	if (unlikely(park || READ_ONCE(q->stopped) || sebp_napi_threaded(q->napi))) {
		park_queue(q, now);
		sebp_port_refresh();
		return 0;
	}
	if (q->gov.state == GOV_POLLING && !q->shadow) {
		if (!stolen || !gov_rests(&q->gov, now))
			return poll_polling(q, cause, now, again);
		/* An interrupt nobody wanted, no licence to exceed the cap. What it announced is there when a poll is due. */
		mask_device(q);
		sebp_napi_release(q->napi);
		return 0;
	}

	work = poll_armed(q, now);
	owned = work >= SEBP_NAPI_BUDGET;
	if (q->gov.state == GOV_PARKED || q->shadow) {
		if (owned)
			sebp_napi_hand_back(q->napi);
		return work;
	}
	/* The driver has armed the device once more; a poll right away silences it. */
	if (owned || own_napi(q))
		work += poll_polling(q, SEBP_CAUSE_INTERRUPT, now, again);
	return work;
}

/* Back to interrupts, from outside of the poller. False: somebody owns the NAPI. Context: BH off, RCU read section. */
static bool take_back(struct sebp_queue *q)
{
	if (!sebp_napi_own(q->napi))
		return false;
	park_queue(q, sebp_clock());
	return true;
}

void sebp_queue_rescue(struct sebp_queue *q)
{
	local_bh_disable();
	if (sebp_napi_alive(q->port->dev, q->napi) && take_back(q)) {
		q->stats.stalls++;
		sebp_port_stalled(q->port);
		if (net_ratelimit())
			netdev_warn(q->port->dev, "sebp: queue %u was not polled, back to interrupts\n", q->id);
	}
	local_bh_enable();
}

void sebp_queue_stop(struct sebp_queue *q)
{
	int i;

	if (q->stopped)
		return;
	WRITE_ONCE(q->stopped, true);
	/* From here on no interrupt steals: the ones that had not seen @stopped are over. */
	synchronize_net();
	for (i = 0; i < STOP_ROUNDS; i++) {
		bool done;

		local_bh_disable();
		rcu_read_lock();
		/* Stolen, it is the poller's to give up, even if napi_disable() already waits for that. */
		done = !READ_ONCE(q->stolen) && (!sebp_napi_alive(q->port->dev, q->napi) ||
						 sebp_napi_disabled(q->napi));
		if (done)
			sebp_tx_arm(q);
		else
			done = take_back(q);
		rcu_read_unlock();
		local_bh_enable();
		if (done)
			return;
		usleep_range(50, 100);
	}
	/* Its owner never gave it up in a second. It will see @stopped when it does, and arm what belongs to the NAPI. */
	local_bh_disable();
	leave_vectors(q);
	local_bh_enable();
	netdev_warn(q->port->dev, "sebp: queue %u is kept busy, left to its owner\n", q->id);
}

void sebp_queue_settle(struct sebp_queue *q, int cpu)
{
	struct sebp_hot *hot = per_cpu_ptr(&sebp_hot, cpu);
	int i;

	gov_init(&q->gov, &q->port->set.params, sebp_clock());
	gov_set_ring(&q->gov, q->port->ring);
	q->shadow = q->port->set.shadow;
	q->shadow_packets = 0;
	q->shadow_times = 0;
	q->receives = false;
	q->tx_seen = tx_done(q);
	for (i = 0; i < SEBP_EVENTS; i++)
		q->events_base[i] = hot->event[i].count;
	q->want_cpu = cpu;
	WRITE_ONCE(q->cpu, cpu);
	list_add_rcu(&q->node, &hot->poller->queues);
	smp_store_release(&q->stopped, false);
}

void sebp_queue_unsettle(struct sebp_queue *q)
{
	int i;

	if (q->cpu < 0)
		return;
	for (i = 0; i < SEBP_EVENTS; i++)
		q->events_before[i] = sebp_queue_events_seen(q, i);
	list_del_rcu(&q->node);
	q->want_cpu = -1;
	WRITE_ONCE(q->cpu, -1);
}

/* A CPU that did not run its softirqs, for longer than sebp_queue_stop() waits. No poller knows the queue any more. */
void sebp_queue_reclaim(struct sebp_queue *q)
{
	if (!q->stolen)
		return;
	q->stolen = false;
	local_bh_disable();
	rcu_read_lock();
	/* It may have been POLLING, with raw vectors masked. */
	if (sebp_napi_alive(q->port->dev, q->napi))
		park_queue(q, sebp_clock());
	rcu_read_unlock();
	local_bh_enable();
}

u64 sebp_queue_events_seen(const struct sebp_queue *q, unsigned int event)
{
	int cpu = READ_ONCE(q->cpu);
	u64 seen = q->events_before[event];

	if (cpu >= 0)
		seen += per_cpu_ptr(&sebp_hot, cpu)->event[event].count - q->events_base[event];
	return seen;
}

u32 sebp_queue_napi_id(const struct sebp_queue *q)
{
	u32 id;

	rcu_read_lock();
	id = sebp_napi_alive(q->port->dev, q->napi) ? q->napi->napi_id : 0;
	rcu_read_unlock();
	return id;
}
