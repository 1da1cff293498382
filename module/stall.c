// SPDX-License-Identifier: GPL-2.0-only
/* The stall detector: see stall.h. */
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/rculist.h>
#include <linux/workqueue.h>

#include "poller.h"
#include "queue.h"
#include "stall.h"

#define LOOK_EVERY	(HZ / 10)

/*
 * So many looks in a row without a poll between them. With one, a machine that was stopped as a whole between two looks
 * would be taken for a stall if this CPU goes on first.
 */
#define LOOKS		2

static void look(struct work_struct *work);
static DECLARE_DELAYED_WORK(next_look, look);

/* Attempts count: a queue that somebody else owns is not ours to rescue, and its poller lives. */
static u64 progress(const struct sebp_queue *q)
{
	return READ_ONCE(q->stats.polls) + READ_ONCE(q->stats.busy);
}

/* Unsigned: after so many looks a poll of the future is one from before the clock was set back. */
static bool is_overdue(const struct sebp_queue *q)
{
	return sebp_clock() - READ_ONCE(q->gov.last_poll) > 2 * gov_wait(&q->gov);
}

/* Return: it is POLLING, look again. */
static bool look_at(struct sebp_queue *q)
{
	u64 seen = progress(q);

	if (READ_ONCE(q->gov.state) != GOV_POLLING || q->shadow || READ_ONCE(q->stopped)) {
		q->still = 0;
		return false;
	}
	if (seen != q->seen) {
		q->seen = seen;
		q->still = 0;
	} else if (q->still < LOOKS) {
		q->still++;
	} else if (is_overdue(q)) {
		sebp_queue_rescue(q);
	}
	return true;
}

static void look(struct work_struct *work)
{
	struct sebp_queue *q;
	bool polling = false;
	int cpu;

	rcu_read_lock();
	for_each_possible_cpu(cpu) {
		const struct sebp_poller *poller = per_cpu_ptr(&sebp_hot, cpu)->poller;

		list_for_each_entry_rcu(q, &poller->queues, node)
			polling |= look_at(q);
	}
	rcu_read_unlock();
	if (polling)
		schedule_delayed_work(&next_look, LOOK_EVERY);
}

void sebp_stall_watch(void)
{
	if (!delayed_work_pending(&next_look))
		schedule_delayed_work(&next_look, LOOK_EVERY);
}

void sebp_stall_exit(void)
{
	cancel_delayed_work_sync(&next_look);
}
