// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stopwatch: a QEMU TCG plugin that counts what each vCPU of the emulated machine executes.
 *
 *	-plugin stopwatch.so,out=FILE[,profile=FILE]
 *
 * Per vCPU it counts instructions and VM entries (vmrun), and tells the host's instructions from the guest's. Whenever
 * any vCPU, at any nesting depth, executes a mark (mark.h), one JSON line per vCPU is appended to out. With profile=,
 * each mark also appends the instructions per translated block since the previous mark. See docs/stopwatch.md.
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

/* QEMU asks for the version after loading us: answer with one it speaks. qemu_plugin_set_pc came just before 7. */
__attribute__((constructor)) static void choose_version(void)
{
	if (dlsym(RTLD_DEFAULT, "qemu_plugin_set_pc"))
		qemu_plugin_version = 7;
}

enum side { HOST, GUEST, SIDES };

/*
 * A vmrun instruction. The instruction behind it is where the host continues after a VM exit. Its address alone would
 * not do: the guest may run code at the same virtual address. So its place in QEMU's memory is compared too, which
 * stands for the physical address. (NULL, any place, if it lies in the next page, whose mapping is not known here.)
 */
struct vmrun_site {
	uint64_t next_vaddr;
	void *next_haddr;
	bool entered_guest;	/* executed by the host; else it may be a guest's own vmrun, which only traps */
};

/* Instructions of one translated block on one vCPU; dumped is what earlier marks have already reported. */
struct cell {
	uint64_t count;
	uint64_t dumped;
};

struct block {
	uint64_t vaddr;
	struct cell cell[];	/* [vcpu][side] */
};

/*
 * Counters of a vCPU. insn is counted inline by the generated code. The others change only in callbacks, under a
 * sequence count: marks are read by other vCPUs' threads.
 */
struct vcpu {
	uint64_t insn;
	uint64_t side;		/* enum side; 64 bits for inline conditions */
	uint64_t vmrun;
	uint64_t guest;		/* guest instructions of completed stretches */
	uint64_t entered;	/* insn when the guest was entered last */
	uint32_t sequence;
	struct block *block;	/* profile: the block being executed … */
	uint64_t block_insn;	/* … and insn when it began */
};

struct reading {
	uint64_t insn, guest, vmrun;
};

static struct qemu_plugin_scoreboard *vcpus;
static qemu_plugin_u64 insn_count, current_side;
static struct qemu_plugin_register *name_reg[SEBP_MARK_MAX / 8];	/* r8 … r15 */

static GMutex translate_lock;	/* sites, blocks: written while translating */
static GPtrArray *sites;	/* struct vmrun_site */
static GHashTable *blocks;	/* vaddr → struct block */

static GMutex mark_lock;	/* output, mark_seq */
static int out_fd = -1, profile_fd = -1;
static unsigned int mark_seq;
static int max_vcpus;

static struct vcpu *vcpu_of(unsigned int index)
{
	return qemu_plugin_scoreboard_find(vcpus, index);
}

static uint64_t load(const uint64_t *p)
{
	return __atomic_load_n(p, __ATOMIC_RELAXED);
}

/* Host and guest */

/* Charge what was executed since block_insn to the block that executed it. */
static void profile_charge(struct vcpu *v, unsigned int index)
{
	if (v->block)
		v->block->cell[index * SIDES + v->side].count += v->insn - v->block_insn;
	v->block_insn = v->insn;
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

/* vmrun is about to execute; it is counted already, as the host's. */
static void on_vmrun(unsigned int index, void *data)
{
	struct vcpu *v = vcpu_of(index);
	struct vmrun_site *site = data;

	if (v->side == HOST)
		__atomic_store_n(&site->entered_guest, true, __ATOMIC_RELAXED);
	else if (!site->entered_guest)
		return;		/* the guest's own vmrun: it will trap, KVM always intercepts it */

	profile_charge(v, index);
	switch_begin(v);
	if (v->side == GUEST)	/* missed an exit (the machine was reset in the guest) */
		v->guest += v->insn - v->entered;
	v->vmrun++;
	v->entered = v->insn;
	v->side = GUEST;
	switch_end(v);
}

/* The instruction after a vmrun is about to execute with side == GUEST; it is not counted yet. */
static void on_vmexit(unsigned int index, void *data)
{
	struct vcpu *v = vcpu_of(index);
	const struct vmrun_site *site = data;

	if (!__atomic_load_n(&site->entered_guest, __ATOMIC_RELAXED))
		return;
	profile_charge(v, index);
	switch_begin(v);
	v->guest += v->insn - v->entered;
	v->side = HOST;
	switch_end(v);
}

/* Reading at a mark */

static struct reading read_vcpu(unsigned int index)
{
	struct vcpu *v = vcpu_of(index);
	struct reading r;
	uint32_t seq;

	do {
		while ((seq = __atomic_load_n(&v->sequence, __ATOMIC_ACQUIRE)) & 1)
			;
		r.insn = load(&v->insn);
		r.vmrun = load(&v->vmrun);
		r.guest = load(&v->guest);
		if (load(&v->side) == GUEST)
			r.guest += r.insn - load(&v->entered);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (__atomic_load_n(&v->sequence, __ATOMIC_RELAXED) != seq);
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

	for (size_t i = 0; i < G_N_ELEMENTS(name_reg); i++) {
		g_byte_array_set_size(buf, 0);
		qemu_plugin_read_register(name_reg[i], buf);
		memset(name + 8 * i, 0, 8);
		memcpy(name + 8 * i, buf->data, MIN(buf->len, 8));
	}
	name[SEBP_MARK_MAX] = '\0';
	g_byte_array_free(buf, TRUE);
}

/* One write per mark and file: what is in the file is complete whenever somebody looks. */
static void write_all(int fd, const GString *s)
{
	for (size_t done = 0; done < s->len;) {
		ssize_t n = write(fd, s->str + done, s->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fprintf(stderr, "stopwatch: cannot write a reading: %s\n", strerror(errno));
			return;
		}
		done += n;
	}
}

static void append_profile(GString *s, const char *mark)
{
	static const char *const side_name[SIDES] = { "host", "guest" };
	GHashTableIter it;
	struct block *b;

	g_mutex_lock(&translate_lock);
	g_hash_table_iter_init(&it, blocks);
	while (g_hash_table_iter_next(&it, NULL, (gpointer *)&b)) {
		for (int i = 0; i < max_vcpus * SIDES; i++) {
			struct cell *c = &b->cell[i];
			uint64_t count = load(&c->count);

			if (count == c->dumped)
				continue;
			g_string_append_printf(s, "{\"seq\":%u,\"mark\":%s,\"cpu\":%d,\"side\":\"%s\",", mark_seq, mark,
					       i / SIDES, side_name[i % SIDES]);
			g_string_append_printf(s, "\"addr\":\"%016" PRIx64 "\",\"insn\":%" PRIu64 "}\n", b->vaddr,
					       count - c->dumped);
			c->dumped = count;
		}
	}
	g_mutex_unlock(&translate_lock);
}

static void on_mark(unsigned int by, void *data)
{
	GString *out = g_string_new(NULL), *mark = g_string_new(NULL);
	char name[SEBP_MARK_MAX + 1];
	struct timespec now;

	(void)data;
	read_name(name);
	append_json_string(mark, name);

	g_mutex_lock(&mark_lock);
	clock_gettime(CLOCK_MONOTONIC, &now);
	for (int i = 0; i < qemu_plugin_num_vcpus(); i++) {
		struct reading r = read_vcpu(i);

		g_string_append_printf(out, "{\"mark\":%s,\"seq\":%u,\"cpu\":%d,\"by\":%u,", mark->str, mark_seq, i, by);
		g_string_append_printf(out, "\"insn\":%" PRIu64 ",\"insn_host\":%" PRIu64 ",\"insn_guest\":%" PRIu64 ",",
				       r.insn, r.insn - r.guest, r.guest);
		g_string_append_printf(out, "\"vmrun\":%" PRIu64 ",\"t_ns\":%" PRId64 "}\n", r.vmrun,
				       now.tv_sec * INT64_C(1000000000) + now.tv_nsec);
	}
	write_all(out_fd, out);
	if (profile_fd >= 0) {
		profile_charge(vcpu_of(by), by);
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

	profile_charge(v, index);
	v->block = data;
}

/* Blocks are told apart in the kernel only: user addresses mean nothing without the process, and are lumped. */
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

static bool is_vmrun(const struct qemu_plugin_insn *insn)
{
	static const uint8_t opcode[] = { 0x0f, 0x01, 0xd8 };
	uint8_t code[4];
	size_t n = qemu_plugin_insn_size(insn);

	/* At most an address-size prefix comes before it. */
	if (n < sizeof(opcode) || n > sizeof(code))
		return false;
	qemu_plugin_insn_data(insn, code, n);
	return !memcmp(code + n - sizeof(opcode), opcode, sizeof(opcode));
}

static bool is_mark(const struct qemu_plugin_insn *insn)
{
	static const uint8_t opcode[] = { 0x0f, 0x1f, 0x80 };
	const uint32_t magic = SEBP_MARK_MAGIC;
	uint8_t code[7];

	if (qemu_plugin_insn_size(insn) != sizeof(code))
		return false;
	qemu_plugin_insn_data(insn, code, sizeof(code));
	return !memcmp(code, opcode, sizeof(opcode)) && !memcmp(code + sizeof(opcode), &magic, sizeof(magic));
}

/* Blocks are translated again now and then: a site is remembered once. */
static struct vmrun_site *site_of(const struct qemu_plugin_insn *insn)
{
	size_t size = qemu_plugin_insn_size(insn);
	uint64_t vaddr = qemu_plugin_insn_vaddr(insn);
	char *haddr = qemu_plugin_insn_haddr(insn);
	bool same_page = vaddr >> 12 == (vaddr + size) >> 12;
	struct vmrun_site *found = NULL, want = { vaddr + size, haddr && same_page ? haddr + size : NULL, false };

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

/* If the host may come back from its guest at this instruction, look out for that. */
static void watch_vmexit(struct qemu_plugin_insn *insn)
{
	uint64_t vaddr = qemu_plugin_insn_vaddr(insn);
	void *haddr = qemu_plugin_insn_haddr(insn);

	g_mutex_lock(&translate_lock);
	for (guint i = 0; i < sites->len; i++) {
		struct vmrun_site *s = sites->pdata[i];

		if (s->next_vaddr == vaddr && (!s->next_haddr || s->next_haddr == haddr))
			qemu_plugin_register_vcpu_insn_exec_cond_cb(insn, on_vmexit, QEMU_PLUGIN_CB_NO_REGS,
								    QEMU_PLUGIN_COND_EQ, current_side, GUEST, s);
	}
	g_mutex_unlock(&translate_lock);
}

static void on_translate(struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	if (profile_fd >= 0)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_NO_REGS,
						     block_at(qemu_plugin_tb_vaddr(tb)));
	/* A VM exit ends a block, so the host always continues with the first instruction of one. */
	watch_vmexit(qemu_plugin_tb_get_insn(tb, 0));
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_INLINE_ADD_U64, insn_count, 1);
		if (is_vmrun(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_vmrun, QEMU_PLUGIN_CB_NO_REGS, site_of(insn));
		else if (is_mark(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, QEMU_PLUGIN_CB_R_REGS, NULL);
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
		const qemu_plugin_reg_descriptor *d = (const void *)(regs->data + (size_t)i * size);

		for (size_t r = 0; r < G_N_ELEMENTS(name_reg); r++) {
			char name[4];

			snprintf(name, sizeof(name), "r%zu", 8 + r);
			if (!strcmp(d->name, name))
				name_reg[r] = d->handle;
		}
	}
	g_array_free(regs, TRUE);
}

static int open_output(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0)
		fprintf(stderr, "stopwatch: cannot write %s: %s\n", path, strerror(errno));
	return fd;
}

static bool parse_options(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		int *fd;
		const char *path;

		if (g_str_has_prefix(argv[i], "out=")) {
			fd = &out_fd;
		} else if (g_str_has_prefix(argv[i], "profile=")) {
			fd = &profile_fd;
		} else {
			fprintf(stderr, "stopwatch: unknown option '%s'; there are out=FILE and profile=FILE\n", argv[i]);
			return false;
		}
		path = strchr(argv[i], '=') + 1;
		*fd = open_output(path);
		if (*fd < 0)
			return false;
	}
	if (out_fd < 0)
		fprintf(stderr, "stopwatch: no output file; say -plugin stopwatch.so,out=FILE\n");
	return out_fd >= 0;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	if (strcmp(info->target_name, "x86_64") || !info->system_emulation) {
		fprintf(stderr, "stopwatch: this is not qemu-system-x86_64; the stopwatch knows no other machine\n");
		return -1;
	}
	if (!parse_options(argc, argv))
		return -1;

	max_vcpus = info->system.max_vcpus;
	vcpus = qemu_plugin_scoreboard_new(sizeof(struct vcpu));
	insn_count = (qemu_plugin_u64){ vcpus, offsetof(struct vcpu, insn) };
	current_side = (qemu_plugin_u64){ vcpus, offsetof(struct vcpu, side) };
	sites = g_ptr_array_new();
	blocks = g_hash_table_new(g_int64_hash, g_int64_equal);
	qemu_plugin_register_vcpu_init_cb(id, on_vcpu_init, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, qemu_plugin_version == 4 ? (qemu_plugin_any_cb_t)on_translate_v4 :
									    (qemu_plugin_any_cb_t)on_translate_v7,
					      NULL);
	return 0;
}
