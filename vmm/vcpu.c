// SPDX-License-Identifier: GPL-2.0-only
/*
 * vCPUs and their vectors: see vcpu.h.
 *
 * Everything here that touches a vector runs on the CPU that has it, with interrupts off: the probe of kvm_exit, in the
 * vCPU's thread; the probe of sched_switch, with the run queue locked; a timer; and a call from another CPU, to evict.
 *
 * kvm_exit: on most kernels KVM still takes the vCPU for one in guest mode then, so an interrupt that is made pending
 * here needs no IPI and is injected by the entry that follows.
 */
#include <linux/cpu.h>
#include <linux/eventfd.h>
#include <linux/hrtimer.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/tick.h>
#include <linux/tracepoint.h>

#include "clock.h"
#include "compat/compat.h"
#include "stall.h"
#include "vcpu.h"
#include "vf.h"

/* So long a vector waits for the vCPU that took its interrupts; then it is anybody's. */
#define HOME_AGE	NSEC_PER_SEC

/**
 * struct sebp_home - the vCPU that runs on this CPU
 * @cpu: this CPU
 * @vcpu: it, or NULL; may be of a VM that has none of our devices; only compared
 * @id: its number
 * @task: its thread
 * @generation: of the last look for vectors
 * @vectors: that it has
 * @napping: vectors of vCPUs that sleep and are still in memory mode, until @timer ends that. A busy vCPU that sleeps
 *	for less than the gap between two announcements is not worth two switches
 * @looked: time of the last exit, or of the timer
 * @signalling: an eventfd is being signalled right now
 * @accepted: which vCPU took the interrupt that is being signalled
 * @timer: ends the wait of a word where no exit does
 */
struct sebp_home {
	unsigned int cpu;
	const struct kvm_vcpu *vcpu;
	unsigned int id;
	const struct task_struct *task;
	int generation;
	struct list_head vectors;
	struct list_head napping;
	u64 looked;
	bool signalling;
	unsigned int accepted;
	struct hrtimer timer;
};

static DEFINE_PER_CPU(struct sebp_home, homes);
/* Devices whose vectors vCPUs may take. */
static LIST_HEAD(running);
static DEFINE_SPINLOCK(running_lock);
static atomic_t generation;

void sebp_vcpus_look_again(void)
{
	atomic_inc(&generation);
}

static void park(struct sebp_vector *v)
{
	u32 count = v->desc->tot_count;

	v->memory = false;
	v->stats.strays += (u32)(count - v->seen);
	v->seen = count;
	if (!sebp_word_park(v))
		return;
	v->stats.rechecked++;
	/* Not at once: the run queue may be locked, and to signal may be to wake up. */
	irq_work_queue(&v->work);
}

static void give_back(struct sebp_vector *v, u64 now, bool asleep)
{
	if (v->memory)
		park(v);
	pace_leaves(&v->pace, now, asleep);
	list_del_init(&v->link);
	/* Whoever takes it next sees all of this. */
	smp_store_release(&v->owner, NULL);
}

/* The tick is an exit too. */
static bool needs_timer(u32 max_delay)
{
	return max_delay < TICK_NSEC || tick_nohz_full_cpu(smp_processor_id());
}

/* When the timer has to look at something; 0: never. */
static u64 next_expiry(const struct sebp_home *h)
{
	const struct sebp_vector *v;
	u64 next = 0;

	list_for_each_entry(v, &h->napping, link)
		if (!next || v->until < next)
			next = v->until;
	list_for_each_entry(v, &h->vectors, link) {
		u64 when = h->looked + v->vf->params.max_delay;

		if (v->memory && needs_timer(v->vf->params.max_delay) && (!next || when < next))
			next = when;
	}
	return next;
}

static u64 time_left(u64 when, u64 now)
{
	return (s64)(when - now) > 0 ? when - now : 1;
}

static void start_timer(struct sebp_home *h, u64 now)
{
	u64 next = next_expiry(h);

	if (next)
		hrtimer_start(&h->timer, ns_to_ktime(time_left(next, now)), HRTIMER_MODE_REL_PINNED);
}

/* The word was set; from here on the device may set it anew. */
static void clear_word(struct sebp_vector *v, u64 now)
{
	u64 delay = now - v->looked;

	WRITE_ONCE(*v->word, SEBP_WORD_NOTHING);
	v->looked = now;
	if (delay > v->stats.longest_delay)
		v->stats.longest_delay = delay;
}

/* A word of a sleeping vCPU. Return: it was set, and is announced. */
static bool wake(struct sebp_vector *v, u64 now)
{
	if (READ_ONCE(*v->word) == SEBP_WORD_NOTHING)
		return false;
	clear_word(v, now);
	pace_announced(&v->pace, now);
	v->stats.rechecked++;
	irq_work_queue(&v->work);
	return true;
}

/* Its vCPU sleeps. Return: it stays in memory mode. */
static bool nap(struct sebp_home *h, struct sebp_vector *v, u64 now)
{
	u32 left = pace_nap(&v->pace, &v->vf->params, now);

	if (!left)
		return false;
	v->until = now + (wake(v, now) ? v->vf->params.min_gap : left);
	v->naps = 0;
	pace_leaves(&v->pace, now, true);
	list_move_tail(&v->link, &h->napping);
	return true;
}

static void end_naps(struct sebp_home *h, u64 now)
{
	struct sebp_vector *v, *next;

	list_for_each_entry_safe(v, next, &h->napping, link) {
		if ((s64)(now - v->until) < 0)
			continue;
		/* Once; it may wake up on another CPU, which then has to get the vector. */
		if (!v->naps++ && wake(v, now)) {
			v->until = now + v->vf->params.min_gap;
			continue;
		}
		give_back(v, now, true);
		sebp_vcpus_look_again();
	}
}

static void leave(struct sebp_home *h, bool asleep)
{
	u64 now = list_empty(&h->vectors) ? 0 : sebp_clock();
	struct sebp_vector *v, *next;

	list_for_each_entry_safe(v, next, &h->vectors, link)
		if (!asleep || !v->memory || !nap(h, v, now))
			give_back(v, now, asleep);
	if (now)
		start_timer(h, now);
	h->vcpu = NULL;
}

/* It has woken up here: the vectors that waited for it go on as they were. */
static void end_own_naps(struct sebp_home *h, u64 now)
{
	struct sebp_vector *v, *next;

	if (list_empty(&h->napping))
		return;
	list_for_each_entry_safe(v, next, &h->napping, link) {
		if (v->vcpu != h->vcpu)
			continue;
		list_move_tail(&v->link, &h->vectors);
		pace_runs(&v->pace, &v->vf->params, now);
	}
	/* A timer that has nothing to do is an exit for nothing. */
	if (!next_expiry(h))
		hrtimer_try_to_cancel(&h->timer);
}

/* Has another vCPU taken its interrupts, and not long ago? It may be idle since, or the guest has moved the interrupt. */
static bool is_of_another(const struct sebp_home *h, const struct sebp_vector *v, u64 now)
{
	unsigned int home = READ_ONCE(v->home);

	return home != SEBP_NO_HOME && home != h->id && now - READ_ONCE(v->pace.announced) < HOME_AGE;
}

static void take(struct sebp_home *h, struct sebp_vector *v, u64 now)
{
	/* With it comes all that sebp_vf_arm() has set before. */
	if (!smp_load_acquire(&v->trigger) || is_of_another(h, v, now))
		return;
	if (cmpxchg(&v->owner, NULL, h))
		return;
	/* Whoever pauses the device and then looks for owners has found this one, or is seen here: a full barrier on either side. */
	if (!sebp_vf_ready(v->vf)) {
		smp_store_release(&v->owner, NULL);
		return;
	}
	list_add_tail(&v->link, &h->vectors);
	v->vcpu = h->vcpu;
	pace_runs(&v->pace, &v->vf->params, now);
}

static void settle(struct sebp_home *h, struct kvm_vcpu *vcpu, u64 now)
{
	struct sebp_vf *vf;
	unsigned int i;

	/* If it has only to look again, it keeps what it has: whoever wants that back evicts it. */
	if (h->vcpu != vcpu)
		leave(h, false);
	/* Before the vectors are looked at: what changes meanwhile is looked at again. */
	h->generation = atomic_read(&generation);
	smp_rmb();
	h->vcpu = vcpu;
	h->id = vcpu->vcpu_id;
	h->task = current;
	end_own_naps(h, now);
	list_for_each_entry_rcu(vf, &running, running, true)
		if (vf->kvm == vcpu->kvm && sebp_vf_ready(vf))
			for (i = 0; i < vf->nr; i++)
				take(h, &vf->vectors[i], now);
}

static void engage(struct sebp_home *h, struct sebp_vector *v, u64 now)
{
	struct sebp_vf *vf = v->vf;

	if (!sebp_words_intact(&vf->words)) {
		sebp_vf_fail(vf, "the VMM has mapped its memory where the word was");
		return;
	}
	v->memory = true;
	v->looked = now;
	v->stats.engages++;
	sebp_word_engage(v);
	h->looked = now;
	start_timer(h, now);
	sebp_stall_watch();
}

/* Interrupt mode: is it worth the switch? */
static void count_interrupts(struct sebp_home *h, struct sebp_vector *v, u64 now)
{
	u32 count = v->desc->tot_count, came = count - v->seen;
	bool rested = v->pace.rests;

	if (!came)
		return;
	v->seen = count;
	sebp_vector_fold(v, count);
	if (sebp_vf_ready(v->vf) && pace_interrupts(&v->pace, &v->vf->params, now, came))
		engage(h, v, now);
	v->stats.backoffs += v->pace.rests && !rested;
}

static void announce(struct sebp_home *h, struct sebp_vector *v, u64 now)
{
	clear_word(v, now);
	v->stats.announced++;
	v->stats.rescues += now - h->looked >= v->vf->params.max_delay;
	h->accepted = SEBP_NO_HOME;
	h->signalling = true;
	sebp_eventfd_signal(v->trigger);
	h->signalling = false;
	/* Some other vCPU takes this interrupt: the vector is for that one. */
	if (h->accepted != SEBP_NO_HOME && h->accepted != v->home) {
		WRITE_ONCE(v->home, h->accepted);
		if (v->home != h->id) {
			give_back(v, now, false);
			sebp_vcpus_look_again();
		}
	}
}

#ifdef HAVE_KVM_GET_RFLAGS
/* KVM's, held as long as there are hooks: linked to it, this module could not load before it. */
static unsigned long (*get_rflags)(struct kvm_vcpu *vcpu);

static void get_kvm(void)
{
	if (!get_rflags)
		get_rflags = symbol_get(kvm_get_rflags);
}

static void put_kvm(void)
{
	if (get_rflags)
		symbol_put(kvm_get_rflags);
	get_rflags = NULL;
}

static bool takes_interrupts(struct kvm_vcpu *vcpu)
{
	return !vcpu || !get_rflags || get_rflags(vcpu) & X86_EFLAGS_IF;
}
#else
static void get_kvm(void) { }
static void put_kvm(void) { }

static bool takes_interrupts(struct kvm_vcpu *vcpu)
{
	return true;
}
#endif

#ifdef SEBP_DEBUG
/* For the test of the stall detector. */
static bool debug_stall;
module_param_named(stall, debug_stall, bool, 0600);
MODULE_PARM_DESC(stall, "no word is looked at any more");

static bool is_broken(void)
{
	return READ_ONCE(debug_stall);
}
#else
static bool is_broken(void)
{
	return false;
}
#endif

/* Memory mode. @exited: the vCPU that has just exited, or NULL. Return: it was announced. */
static bool look(struct sebp_home *h, struct sebp_vector *v, u64 now, struct kvm_vcpu *exited)
{
	const struct pace_params *params = &v->vf->params;

	if (unlikely(is_broken()))
		return false;
	v->stats.looks++;
	if (READ_ONCE(*v->word) == SEBP_WORD_NOTHING) {
		v->looked = now;
		if (pace_idle(&v->pace, params, now))
			park(v);
		return false;
	}
	if (!pace_word(&v->pace, params, now, takes_interrupts(exited)))
		return false;
	announce(h, v, now);
	return true;
}

/* One announcement an exit: two interrupts pending at once cost the guest an exit to end the first. */
static void serve(struct sebp_home *h, u64 now, struct kvm_vcpu *exited)
{
	struct sebp_vector *v, *next;

	list_for_each_entry_safe(v, next, &h->vectors, link) {
		if (!v->memory) {
			count_interrupts(h, v, now);
		} else if (look(h, v, now, exited)) {
			/* The others first, the next time. If it was given back, another CPU may have it in its list by now. */
			if (READ_ONCE(v->owner) == h)
				list_move_tail(&v->link, &h->vectors);
			break;
		}
	}
	h->looked = now;
}

/* kvm_exit: the vCPU's thread; IRQs off, but for 6.1 on AMD. */
static void probe_exit(void *data, struct kvm_vcpu *vcpu, u32 isa)
{
	unsigned long flags;
	struct sebp_home *h;

	local_irq_save(flags);
	h = this_cpu_ptr(&homes);
	if (unlikely(h->vcpu != vcpu || h->generation != atomic_read(&generation)))
		settle(h, vcpu, sebp_clock());
	if (!list_empty(&h->vectors))
		serve(h, sebp_clock(), vcpu);
	local_irq_restore(flags);
}

/*
 * The host's tick: hard IRQ. In a guest it was an exit, and words have been looked at just now. While the thread is in the VMM or
 * elsewhere in the host there are no exits, and a word may be for another vCPU.
 */
static void probe_tick(void *data, int vector)
{
	unsigned long flags;
	struct sebp_home *h;
	u64 now;

	local_irq_save(flags);
	h = this_cpu_ptr(&homes);
	if (!list_empty(&h->vectors)) {
		now = sebp_clock();
		if (now - h->looked >= TICK_NSEC / 2)
			serve(h, now, NULL);
	}
	local_irq_restore(flags);
}

/* sched_switch: IRQs off, run queue locked. */
static void probe_switch(void *data, bool preempt, struct task_struct *prev, struct task_struct *next,
			 unsigned int prev_state)
{
	struct sebp_home *h = this_cpu_ptr(&homes);

	if (h->vcpu && h->task == prev)
		leave(h, !preempt && prev_state != TASK_RUNNING);
}

/* kvm_apic_accept_irq, in the midst of a signal if it is of interest. */
static void probe_accept(void *data, u32 vcpu_id, u16 delivery_mode, u16 trigger_mode, u8 vector)
{
	struct sebp_home *h = raw_cpu_ptr(&homes);

	if (h->signalling)
		h->accepted = vcpu_id;
}

/* Hard IRQ. In a guest this was an exit, and has been served; if the thread is elsewhere, it is done here. */
static enum hrtimer_restart timer(struct hrtimer *timer)
{
	struct sebp_home *h = container_of(timer, struct sebp_home, timer);
	u64 now = sebp_clock(), next;

	/* Its CPU went away, and all vectors with it. */
	if (h != this_cpu_ptr(&homes))
		return HRTIMER_NORESTART;
	end_naps(h, now);
	next = next_expiry(h);
	if (next && (s64)(now - next) >= 0) {
		serve(h, now, NULL);
		next = next_expiry(h);
	}
	if (!next)
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ns_to_ktime(time_left(next, now)));
	return HRTIMER_RESTART;
}

static void evict_from(struct sebp_home *h, const struct sebp_vf *vf)
{
	struct sebp_vector *v, *next;
	u64 now = sebp_clock();

	list_for_each_entry_safe(v, next, &h->vectors, link)
		if (!vf || v->vf == vf)
			give_back(v, now, false);
	list_for_each_entry_safe(v, next, &h->napping, link)
		if (!vf || v->vf == vf)
			give_back(v, now, true);
	if (!vf)
		h->vcpu = NULL;
}

/* Interrupts off. */
static void evict(void *vf)
{
	evict_from(this_cpu_ptr(&homes), vf);
}

/* A guest may ask for this as often as it writes to the configuration space: CPUs that have nothing of it are left alone. */
void sebp_vcpus_evict(struct sebp_vf *vf)
{
	unsigned int i;

	/* Against take(). */
	smp_mb();
	/* A CPU that is gone has given everything back. */
	cpus_read_lock();
	for (i = 0; i < vf->nr; i++) {
		const struct sebp_home *h = smp_load_acquire(&vf->vectors[i].owner);

		if (h)
			smp_call_function_single(h->cpu, evict, vf, 1);
	}
	cpus_read_unlock();
}

static void evict_all(void)
{
	cpus_read_lock();
	on_each_cpu(evict, NULL, 1);
	cpus_read_unlock();
}

/* Nobody else is at what it had. */
static int cpu_is_dead(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	evict_from(&per_cpu(homes, cpu), NULL);
	local_irq_restore(flags);
	sebp_vcpus_look_again();
	return 0;
}

void sebp_vcpus_add(struct sebp_vf *vf)
{
	spin_lock(&running_lock);
	list_add_tail_rcu(&vf->running, &running);
	spin_unlock(&running_lock);
}

void sebp_vcpus_remove(struct sebp_vf *vf)
{
	spin_lock(&running_lock);
	list_del_rcu(&vf->running);
	spin_unlock(&running_lock);
	synchronize_rcu();
}

/* --- The hooks. kvm's come and go with its module, which may be loaded later than this one. */

/* In this order, and out in the other: there must be no vector in memory mode without the first. */
enum { SWITCH, TICK, ACCEPT, EXIT };

static struct hook {
	const char *name;
	void *probe;
	struct tracepoint *tp;
	bool hooked;
} hooks[] = {
	[SWITCH] = { "sched_switch", probe_switch },
	[TICK] = { "local_timer_exit", probe_tick },
	[ACCEPT] = { "kvm_apic_accept_irq", probe_accept },
	[EXIT] = { "kvm_exit", probe_exit },
};

static unsigned int users;
static DEFINE_MUTEX(hooks_lock);

static int hook_all(void)
{
	int i, err;

	get_kvm();
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (hooks[i].hooked || !hooks[i].tp)
			continue;
		err = tracepoint_probe_register(hooks[i].tp, hooks[i].probe, NULL);
		if (err)
			return err;
		hooks[i].hooked = true;
	}
	return 0;
}

static void unhook(struct hook *h)
{
	if (!h->hooked)
		return;
	tracepoint_probe_unregister(h->tp, h->probe, NULL);
	h->hooked = false;
}

static void unhook_all(void)
{
	int i;

	/* The one that takes vectors goes first; then there are none any more. */
	unhook(&hooks[EXIT]);
	tracepoint_synchronize_unregister();
	evict_all();
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		unhook(&hooks[i]);
	tracepoint_synchronize_unregister();
	put_kvm();
}

int sebp_vcpus_get(void)
{
	int err = 0;

	mutex_lock(&hooks_lock);
	if (!users++)
		err = hook_all();
	if (err) {
		unhook_all();
		users--;
	}
	mutex_unlock(&hooks_lock);
	return err;
}

void sebp_vcpus_put(void)
{
	mutex_lock(&hooks_lock);
	if (!--users)
		unhook_all();
	mutex_unlock(&hooks_lock);
}

static void found(struct tracepoint *tp, void *data)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(tp->name, hooks[i].name))
			hooks[i].tp = tp;
}

static void forget_all_of(struct module *mod)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (hooks[i].tp && within_module((unsigned long)hooks[i].tp, mod))
			hooks[i].tp = NULL;
}

static int module_comes_or_goes(struct notifier_block *nb, unsigned long state, void *data)
{
	struct tp_module *m = data;
	int i;

	mutex_lock(&hooks_lock);
	switch (state) {
	case MODULE_STATE_COMING:
		for (i = 0; i < m->mod->num_tracepoints; i++)
			found(tracepoint_ptr_deref(&m->mod->tracepoints_ptrs[i]), NULL);
		if (users && hook_all())
			pr_warn("sebp-vfio-pci: cannot hook kvm: devices stay on interrupts\n");
		break;
	case MODULE_STATE_GOING:
		if (hooks[EXIT].tp && within_module((unsigned long)hooks[EXIT].tp, m->mod))
			unhook_all();
		forget_all_of(m->mod);
		break;
	}
	mutex_unlock(&hooks_lock);
	return NOTIFY_OK;
}

static struct notifier_block modules = {
	.notifier_call = module_comes_or_goes,
};

static enum cpuhp_state hotplug;

int sebp_vcpus_init(void)
{
	int cpu, err;

	for_each_possible_cpu(cpu) {
		struct sebp_home *h = &per_cpu(homes, cpu);

		h->cpu = cpu;
		INIT_LIST_HEAD(&h->vectors);
		INIT_LIST_HEAD(&h->napping);
		hrtimer_setup(&h->timer, timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED);
	}
	for_each_kernel_tracepoint(found, NULL);
	if (!hooks[SWITCH].tp) {
		pr_err("sebp-vfio-pci: this kernel has no tracepoint %s\n", hooks[SWITCH].name);
		return -ENOENT;
	}
	err = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "sebp-vfio-pci:dead", NULL, cpu_is_dead);
	if (err < 0)
		return err;
	hotplug = err;
	err = register_tracepoint_module_notifier(&modules);
	if (err)
		cpuhp_remove_state_nocalls(hotplug);
	return err;
}

void sebp_vcpus_exit(void)
{
	int cpu;

	unregister_tracepoint_module_notifier(&modules);
	cpuhp_remove_state_nocalls(hotplug);
	for_each_possible_cpu(cpu)
		hrtimer_cancel(&per_cpu(homes, cpu).timer);
}
