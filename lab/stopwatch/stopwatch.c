// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stopwatch: a QEMU TCG plugin that counts what each vCPU of the emulated machine executes.
 *
 *	-plugin stopwatch.so,out=FILE[,profile=FILE][,exact=on]
 *
 * Per vCPU it counts instructions and VM entries (vmrun), and tells the host's instructions from
 * the guest's. Whenever any vCPU, at any nesting depth, executes a mark (mark.h), one JSON line per
 * vCPU is appended to out. With profile=, each mark also appends the instructions per translated
 * block since the previous mark. See docs/stopwatch.md.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mark.h"
#include "qemu-plugin-api.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = 4;

/*
 * QEMU asks for the version after it has loaded us: answer with one that it speaks.
 * qemu_plugin_set_pc() came shortly before version 7.
 */
__attribute__((constructor)) static void choose_version(void)
{
	if (dlsym(RTLD_DEFAULT, "qemu_plugin_set_pc"))
		qemu_plugin_version = 7;
}

enum side { HOST, GUEST, SIDES };

/*
 * A vmrun instruction. The instruction behind it is where the host continues after a VM exit. Its
 * address alone would not do: the guest may run code at the same virtual address. So its place in
 * QEMU's memory, which stands for the physical address, is compared too. (NULL, any place, if it
 * lies in the next page, whose mapping is not known while vmrun is translated.)
 */
struct vmrun_site {
	uint64_t next_vaddr;
	void *next_haddr;
	bool by_host;	/* has been executed by the host; a guest's own vmrun only traps */
};

/* Instructions of one translated block on one vCPU; dumped is what earlier marks reported of it. */
struct cell {
	uint64_t count;
	uint64_t dumped;
};

struct block {
	uint64_t vaddr;
	struct cell cell[];	/* [vcpu][side] */
};

/*
 * Counters of a vCPU. insn is counted inline by the generated code: a whole block when it starts
 * (exact=on: each instruction when it starts). The others change only in callbacks, under a
 * sequence count, because marks are read by other vCPUs' threads. The size matters: QEMU finds the
 * entry with a multiplication in front of every block, which is a shift for a power of two.
 */
struct vcpu {
	uint64_t insn;
	uint64_t side;		/* enum side; 64 bits for inline conditions */
	uint64_t vmrun;
	uint64_t guest;		/* guest instructions of completed stretches */
	uint64_t entered;	/* insn when the guest was last entered */
	uint64_t sequence;
	struct block *block;	/* profile: the block being executed … */
	uint64_t block_insn;	/* … and insn when it began */
};
_Static_assert(sizeof(struct vcpu) == 64, "keep struct vcpu a power of two");

struct reading {
	uint64_t insn, guest, vmrun;
};

static struct qemu_plugin_scoreboard *vcpus;
static qemu_plugin_u64 insn_count, current_side;
static struct qemu_plugin_register *name_reg[SEBP_MARK_MAX / 8];	/* r8 … r15 */

static GMutex translate_lock;	/* sites and blocks, written while translating */
static GPtrArray *sites;	/* struct vmrun_site */
static GHashTable *blocks;	/* vaddr → struct block */

static GMutex mark_lock;	/* the outputs and mark_seq */
static int out_fd = -1, profile_fd = -1;
static unsigned int mark_seq;

static int max_vcpus;
static bool exact;

static struct vcpu *vcpu_of(unsigned int index)
{
	return qemu_plugin_scoreboard_find(vcpus, index);
}

static uint64_t load(const uint64_t *p)
{
	return __atomic_load_n(p, __ATOMIC_RELAXED);
}

/* Host and guest */

/* Charge the instructions since block_insn, up to insn, to the block that executed them. */
static void profile_charge(struct vcpu *v, unsigned int index, uint64_t insn)
{
	if (v->block)
		v->block->cell[index * SIDES + v->side].count += insn - v->block_insn;
	v->block_insn = insn;
}

static void switch_begin(struct vcpu *v)
{
	__atomic_store_n(&v->sequence, v->sequence + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

static void switch_end(struct vcpu *v)
{
	__atomic_store_n(&v->sequence, v->sequence + 1, __ATOMIC_RELEASE);
}

/* vmrun is about to execute. It is the last of its block and counted already, as the host's. */
static void on_vmrun(unsigned int index, void *data)
{
	struct vcpu *v = vcpu_of(index);
	struct vmrun_site *site = data;

	if (v->side == HOST)
		__atomic_store_n(&site->by_host, true, __ATOMIC_RELAXED);
	else if (!site->by_host)
		return;		/* the guest's own vmrun: it traps, KVM intercepts it */

	profile_charge(v, index, v->insn);
	switch_begin(v);
	if (v->side == GUEST)	/* an exit went unseen: the machine was reset inside the guest */
		v->guest += v->insn - v->entered;
	v->vmrun++;
	v->entered = v->insn;
	v->side = GUEST;
	switch_end(v);
}

/* The block behind a vmrun is about to execute, on a vCPU that is in the guest; not counted yet. */
static void on_vmexit(unsigned int index, void *data)
{
	struct vcpu *v = vcpu_of(index);
	const struct vmrun_site *site = data;

	if (!__atomic_load_n(&site->by_host, __ATOMIC_RELAXED))
		return;
	profile_charge(v, index, v->insn);
	switch_begin(v);
	v->guest += v->insn - v->entered;
	v->side = HOST;
	switch_end(v);
}

/* Reading at a mark */

/* ahead: instructions of the current block that are counted but not executed yet. */
static struct reading read_vcpu(unsigned int index, uint64_t ahead)
{
	struct vcpu *v = vcpu_of(index);
	struct reading r;
	uint64_t seq;

	do {
		while ((seq = __atomic_load_n(&v->sequence, __ATOMIC_ACQUIRE)) & 1)
			;
		r.insn = load(&v->insn) - ahead;
		r.vmrun = load(&v->vmrun);
		r.guest = load(&v->guest);
		if (load(&v->side) == GUEST)
			r.guest += r.insn - load(&v->entered);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (load(&v->sequence) != seq);
	return r;
}

static void append_json_string(GString *s, const char *text)
{
	bool utf8 = g_utf8_validate(text, -1, NULL);

	g_string_append_c(s, '"');
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_printf(s, "\\%c", *c);
		else if (*c < 0x20 || *c == 0x7f || (*c >= 0x80 && !utf8))
			g_string_append_printf(s, "\\u%04x", *c);
		else
			g_string_append_c(s, *c);
	}
	g_string_append_c(s, '"');
}

/* The name that mark.h put into r8 … r15. */
static void read_name(char name[SEBP_MARK_MAX + 1])
{
	GByteArray *buf = g_byte_array_new();

	memset(name, 0, SEBP_MARK_MAX + 1);
	for (size_t i = 0; i < G_N_ELEMENTS(name_reg); i++) {
		g_byte_array_set_size(buf, 0);
		qemu_plugin_read_register(name_reg[i], buf);
		memcpy(name + 8 * i, buf->data, MIN(buf->len, 8));
	}
	g_byte_array_free(buf, TRUE);
}

/* All of a mark at once, so that whatever is in the file is complete. */
static void write_all(int fd, const GString *s)
{
	for (size_t done = 0; done < s->len;) {
		ssize_t n = write(fd, s->str + done, s->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fprintf(stderr, "stopwatch: a reading is lost: %s\n", strerror(errno));
			return;
		}
		done += n;
	}
}

static void append_reading(GString *s, const char *mark, unsigned int cpu, unsigned int by,
			   const struct reading *r, int64_t t_ns)
{
	g_string_append_printf(s, "{\"mark\":%s,\"seq\":%u,\"cpu\":%u,\"by\":%u,", mark, mark_seq,
			       cpu, by);
	g_string_append_printf(s, "\"insn\":%" PRIu64 ",\"insn_host\":%" PRIu64, r->insn,
			       r->insn - r->guest);
	g_string_append_printf(s, ",\"insn_guest\":%" PRIu64 ",\"vmrun\":%" PRIu64, r->guest,
			       r->vmrun);
	g_string_append_printf(s, ",\"t_ns\":%" PRId64 "}\n", t_ns);
}

static void append_cell(GString *s, const char *mark, uint64_t vaddr, int i, struct cell *c)
{
	static const char *const side_name[SIDES] = { "host", "guest" };
	uint64_t count = load(&c->count);

	if (count == c->dumped)
		return;
	g_string_append_printf(s, "{\"mark\":%s,\"seq\":%u,\"cpu\":%d,\"side\":\"%s\",", mark,
			       mark_seq, i / SIDES, side_name[i % SIDES]);
	g_string_append_printf(s, "\"addr\":\"%016" PRIx64 "\",\"insn\":%" PRIu64 "}\n", vaddr,
			       count - c->dumped);
	c->dumped = count;
}

static void append_profile(GString *s, const char *mark)
{
	GHashTableIter it;
	struct block *b;

	g_mutex_lock(&translate_lock);
	g_hash_table_iter_init(&it, blocks);
	while (g_hash_table_iter_next(&it, NULL, (gpointer *)&b))
		for (int i = 0; i < max_vcpus * SIDES; i++)
			append_cell(s, mark, b->vaddr, i, &b->cell[i]);
	g_mutex_unlock(&translate_lock);
}

static void on_mark(unsigned int by, void *data)
{
	GString *out = g_string_new(NULL), *mark = g_string_new(NULL);
	uint64_t ahead = (uintptr_t)data;
	char name[SEBP_MARK_MAX + 1];
	struct timespec now;

	read_name(name);
	append_json_string(mark, name);

	g_mutex_lock(&mark_lock);
	clock_gettime(CLOCK_MONOTONIC, &now);
	for (int i = 0; i < qemu_plugin_num_vcpus(); i++) {
		struct reading r = read_vcpu(i, i == (int)by ? ahead : 0);

		append_reading(out, mark->str, i, by, &r,
			       now.tv_sec * INT64_C(1000000000) + now.tv_nsec);
	}
	write_all(out_fd, out);
	if (profile_fd >= 0) {
		profile_charge(vcpu_of(by), by, vcpu_of(by)->insn - ahead);
		g_string_truncate(out, 0);
		append_profile(out, mark->str);
		write_all(profile_fd, out);
	}
	mark_seq++;
	g_mutex_unlock(&mark_lock);
	g_string_free(mark, TRUE);
	g_string_free(out, TRUE);
}

/* Profile: which block runs */

static void on_block(unsigned int index, void *data)
{
	struct vcpu *v = vcpu_of(index);

	profile_charge(v, index, v->insn);
	v->block = data;
}

/*
 * Blocks are told apart in the kernel only: a user address means nothing without its process, so
 * all of user space is one block, at 0.
 */
static struct block *block_at(uint64_t vaddr)
{
	struct block *b;

	if (!(vaddr >> 63))
		vaddr = 0;
	g_mutex_lock(&translate_lock);
	b = g_hash_table_lookup(blocks, &vaddr);
	if (!b) {
		b = g_malloc0(sizeof(*b) + sizeof(struct cell) * max_vcpus * SIDES);
		b->vaddr = vaddr;
		g_hash_table_insert(blocks, &b->vaddr, b);
	}
	g_mutex_unlock(&translate_lock);
	return b;
}

/* Translation */

/* Whether insn is this opcode, behind at most prefix bytes (vmrun may have an address size). */
static bool insn_ends_with(const struct qemu_plugin_insn *insn, const void *opcode, size_t len,
			   size_t prefix)
{
	uint8_t code[8];
	size_t n = qemu_plugin_insn_size(insn);

	if (n < len || n > len + prefix)
		return false;
	qemu_plugin_insn_data(insn, code, n);
	return !memcmp(code + n - len, opcode, len);
}

static bool is_vmrun(const struct qemu_plugin_insn *insn)
{
	static const uint8_t vmrun[] = { 0x0f, 0x01, 0xd8 };

	return insn_ends_with(insn, vmrun, sizeof(vmrun), 1);
}

static bool is_mark(const struct qemu_plugin_insn *insn)
{
	static const uint8_t mark[] = { 0x0f, 0x1f, 0x80, SEBP_MARK_MAGIC };

	return insn_ends_with(insn, mark, sizeof(mark), 0);
}

/* Code is translated again now and then: a site is remembered once. */
static struct vmrun_site *site_of(const struct qemu_plugin_insn *vmrun)
{
	size_t size = qemu_plugin_insn_size(vmrun);
	uint64_t vaddr = qemu_plugin_insn_vaddr(vmrun);
	char *haddr = qemu_plugin_insn_haddr(vmrun);
	bool same_page = vaddr >> 12 == (vaddr + size) >> 12;
	struct vmrun_site want = { vaddr + size, haddr && same_page ? haddr + size : NULL, false };
	struct vmrun_site *found = NULL;

	g_mutex_lock(&translate_lock);
	for (guint i = 0; i < sites->len && !found; i++) {
		struct vmrun_site *s = sites->pdata[i];

		if (s->next_vaddr == want.next_vaddr && s->next_haddr == want.next_haddr)
			found = s;
	}
	if (!found) {
		found = g_memdup2(&want, sizeof(want));
		g_ptr_array_add(sites, found);
	}
	g_mutex_unlock(&translate_lock);
	return found;
}

/*
 * If the host may come back from its guest in front of this block, look out for it. A VM exit ends
 * a block, so the host always continues at the start of one.
 */
static void watch_vmexit(struct qemu_plugin_tb *tb)
{
	uint64_t vaddr = qemu_plugin_tb_vaddr(tb);
	void *haddr = qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(tb, 0));

	g_mutex_lock(&translate_lock);
	for (guint i = 0; i < sites->len; i++) {
		struct vmrun_site *s = sites->pdata[i];

		if (s->next_vaddr == vaddr && (!s->next_haddr || s->next_haddr == haddr))
			qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, on_vmexit,
								  QEMU_PLUGIN_CB_NO_REGS,
								  QEMU_PLUGIN_COND_EQ,
								  current_side, GUEST, s);
	}
	g_mutex_unlock(&translate_lock);
}

/* The order matters: what ran until here is settled before the block is counted. */
static void on_translate(struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	if (profile_fd >= 0)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS,
						     block_at(qemu_plugin_tb_vaddr(tb)));
	watch_vmexit(tb);
	if (!exact)
		qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64,
								  insn_count, n);
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		size_t ahead = exact ? 0 : n - 1 - i;

		if (exact)
			qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
				insn, QEMU_PLUGIN_INLINE_ADD_U64, insn_count, 1);
		if (is_vmrun(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(
				insn, on_vmrun, QEMU_PLUGIN_CB_NO_REGS, site_of(insn));
		else if (is_mark(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(
				insn, on_mark, QEMU_PLUGIN_CB_R_REGS, (void *)ahead);
	}
}

/* Start */

static void on_translate_v4(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	on_translate(tb);
}

static void on_translate_v7(struct qemu_plugin_tb *tb, void *data)
{
	(void)data;
	on_translate(tb);
}

/* Register handles can only be had from inside a vCPU; they are the same for all. */
static void on_vcpu_init(void)
{
	GArray *regs = qemu_plugin_get_registers();
	guint size = g_array_get_element_size(regs);

	for (guint i = 0; i < regs->len; i++) {
		const qemu_plugin_reg_descriptor *d = (const void *)(regs->data + i * size);

		for (size_t r = 0; r < G_N_ELEMENTS(name_reg); r++) {
			char name[8];

			snprintf(name, sizeof(name), "r%zu", 8 + r);
			if (!strcmp(d->name, name))
				name_reg[r] = d->handle;
		}
	}
	g_array_free(regs, TRUE);
}

static bool open_output(int *fd, const char *path)
{
	*fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
	if (*fd < 0)
		fprintf(stderr, "stopwatch: cannot write %s: %s\n", path, strerror(errno));
	return *fd >= 0;
}

static bool parse_option(const char *option)
{
	const char *value = strchr(option, '=');

	if (g_str_has_prefix(option, "out="))
		return open_output(&out_fd, value + 1);
	if (g_str_has_prefix(option, "profile="))
		return open_output(&profile_fd, value + 1);
	if (!strcmp(option, "exact=on") || !strcmp(option, "exact=off")) {
		exact = !strcmp(value, "=on");
		return true;
	}
	fprintf(stderr, "stopwatch: '%s' is none of out=FILE, profile=FILE, exact=on|off\n",
		option);
	return false;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	if (strcmp(info->target_name, "x86_64") || !info->system_emulation) {
		fprintf(stderr, "stopwatch: works in qemu-system-x86_64 only\n");
		return -1;
	}
	for (int i = 0; i < argc; i++)
		if (!parse_option(argv[i]))
			return -1;
	if (out_fd < 0) {
		fprintf(stderr, "stopwatch: no output; say -plugin stopwatch.so,out=FILE\n");
		return -1;
	}

	max_vcpus = info->system.max_vcpus;
	vcpus = qemu_plugin_scoreboard_new(sizeof(struct vcpu));
	insn_count = (qemu_plugin_u64){ vcpus, offsetof(struct vcpu, insn) };
	current_side = (qemu_plugin_u64){ vcpus, offsetof(struct vcpu, side) };
	sites = g_ptr_array_new();
	blocks = g_hash_table_new(g_int64_hash, g_int64_equal);
	qemu_plugin_register_vcpu_init_cb(id, on_vcpu_init, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, qemu_plugin_version < 7 ?
					      (qemu_plugin_any_cb_t)on_translate_v4 :
					      (qemu_plugin_any_cb_t)on_translate_v7, NULL);
	return 0;
}
