// SPDX-License-Identifier: GPL-2.0-only
/* The stall detector: see stall.h. */
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#include "stall.h"
#include "vf.h"

#define LOOK_EVERY	(HZ / 10)

/*
 * So many looks in a row at a word that stays set and is not looked at. With one, a machine that was stopped as a whole
 * between two looks would be taken for a stall if this CPU goes on first.
 */
#define LOOKS		2

/* After a stall not before that; each time twice as long, PAUSE_DOUBLINGS times. */
#define PAUSE		(10 * HZ)
#define PAUSE_DOUBLINGS	8

static const char late[] = "a word was not looked at in time; it will be tried again";

/* Not the CPUs' own: a worker that preempts a vCPU ends its memory mode. */
static struct workqueue_struct *workers;

static void look(struct work_struct *work);
static DECLARE_DELAYED_WORK(next_look, look);

/* Whatever its owner does with a word of memory mode is one of these. */
static u64 progress(const struct sebp_vector *v)
{
	return READ_ONCE(v->stats.looks) + READ_ONCE(v->stats.engages) + READ_ONCE(v->stats.rechecked);
}

static void rescue(struct sebp_vector *v)
{
	struct sebp_vf *vf = v->vf;

	v->still = 0;
	v->stats.stalls++;
	vf->retry = jiffies + (PAUSE << min(vf->stalls++, PAUSE_DOUBLINGS));
	sebp_vf_fail(vf, late);
}

/* Return: it is in memory mode, look again. */
static bool look_at_vector(struct sebp_vector *v)
{
	u64 seen = progress(v);

	if (!READ_ONCE(v->memory)) {
		v->still = 0;
		return false;
	}
	if (seen != v->progress || READ_ONCE(*v->word) == SEBP_WORD_NOTHING) {
		v->progress = seen;
		v->still = 0;
	} else if (v->still < LOOKS) {
		v->still++;
	} else {
		rescue(v);
	}
	return true;
}

/* Return: look again. */
static bool look_at(struct sebp_vf *vf)
{
	bool again = false;
	unsigned int i;

	mutex_lock(&vf->lock);
	if (READ_ONCE(vf->reason) == late) {
		again = time_before(jiffies, vf->retry);
		if (!again)
			sebp_vf_try_again(vf);
	} else {
		/* One stall is one, however many of its vectors are in it. */
		for (i = 0; vf->vectors && i < vf->nr && !READ_ONCE(vf->reason); i++)
			again |= look_at_vector(&vf->vectors[i]);
	}
	mutex_unlock(&vf->lock);
	return again;
}

static void look(struct work_struct *work)
{
	struct sebp_vf *vf;
	bool again = false;

	mutex_lock(&sebp_vfs_lock);
	list_for_each_entry(vf, &sebp_vfs, link)
		again |= look_at(vf);
	mutex_unlock(&sebp_vfs_lock);
	if (again)
		queue_delayed_work(workers, &next_look, LOOK_EVERY);
}

void sebp_stall_watch(void)
{
	if (!delayed_work_pending(&next_look))
		queue_delayed_work(workers, &next_look, LOOK_EVERY);
}

int sebp_stall_init(void)
{
	workers = alloc_workqueue("sebp-vfio-pci", WQ_UNBOUND, 0);
	return workers ? 0 : -ENOMEM;
}

void sebp_stall_exit(void)
{
	cancel_delayed_work_sync(&next_look);
	destroy_workqueue(workers);
}
