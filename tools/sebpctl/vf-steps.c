// SPDX-License-Identifier: GPL-2.0-only
#include "vf-steps.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/say.h"
#include "json.h"
#include "link.h"

extern char **environ;

/* Drivers reset a VF within a second, and links come up within a few. */
#define PATIENCE_MS	5000
#define PAUSE_MS	50

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
}

/* --- What is said */

__attribute__((format(printf, 2, 3)))
static void plan(struct steps *steps, const char *format, ...)
{
	char line[2 * PATH_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (!steps->json) {
		puts(line);
		return;
	}
	if (!steps->planned)
		steps->planned = json_array();
	json_array_append_new(steps->planned, json_string(line));
}

enum status steps_fail(struct steps *steps, enum status status, const char *format, ...)
{
	va_list args;

	if (steps->undoing)
		return status;
	va_start(args, format);
	vsnprintf(steps->why, sizeof(steps->why), format, args);
	va_end(args);
	return status;
}

void steps_leave(struct steps *steps, const char *format, ...)
{
	size_t length = strlen(steps->left);
	va_list args;

	length += (size_t)snprintf(steps->left + length, sizeof(steps->left) - length, "%s", length ? ", " : "");
	if (length >= sizeof(steps->left))
		return;
	va_start(args, format);
	vsnprintf(steps->left + length, sizeof(steps->left) - length, format, args);
	va_end(args);
}

void steps_leave_driver(struct steps *steps, const struct vf *vf)
{
	if (vf->driver[0])
		steps_leave(steps, "the VF is with the driver %s now", vf->driver);
	else
		steps_leave(steps, "the VF has no driver now");
}

enum status steps_end(struct steps *steps, enum status status, const struct pf *pf)
{
	struct pf_table table;

	if (status) {
		json_decref(steps->planned);
		return fail(status, "%s: %s; %s", steps->subject, steps->why,
			    steps->left[0] ? steps->left : "nothing has changed");
	}
	if (!steps->json)
		return STATUS_OK;
	if (steps->dry_run)
		return json_print(stdout, json_pack("{s:o}", "steps", steps->planned ? steps->planned : json_array()));
	status = pf_table_read(steps->root, pf->address, &table);
	if (!status)
		status = vf_json(stdout, &table);
	pf_table_free(&table);
	return status;
}

/* --- Single steps */

static int write_file(const char *root, const char *text, const char *path)
{
	char full[PATH_MAX];
	/* As echo does; the kernel takes it as one write. */
	size_t length = strlen(text) + 1;
	char line[length + 1];
	int file, error = 0;

	snprintf(full, sizeof(full), "%s%s", root, path);
	snprintf(line, sizeof(line), "%s\n", text);
	file = open(full, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (file < 0)
		return -errno;
	if (write(file, line, length) < 0)
		error = -errno;
	close(file);
	return error;
}

static enum status refused(struct steps *steps, int error, const char *what)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return steps_fail(steps, STATUS_NO_PERMISSION, "no permission to %s: run sebpctl as root", what);
	case -EOPNOTSUPP:
		return steps_fail(steps, STATUS_FAILED, "cannot %s: the driver of the PF does not offer it", what);
	default:
		return steps_fail(steps, STATUS_FAILED, "cannot %s: %s (`dmesg` may tell more)", what, strerror(-error));
	}
}

enum status step_write(struct steps *steps, const char *text, const char *path)
{
	char what[PATH_MAX + 64];
	int error;

	if (steps->dry_run) {
		plan(steps, "echo %s%s> %s", text, text[0] ? " " : "", path);
		return STATUS_OK;
	}
	error = write_file(steps->root, text, path);
	if (!error)
		return STATUS_OK;
	snprintf(what, sizeof(what), "write '%s' to %s", text, path);
	return refused(steps, error, what);
}

enum status step_pci_write(struct steps *steps, const char *text, const char *address, const char *file)
{
	char path[PATH_MAX];

	pci_path(path, address, file);
	return step_write(steps, text, path);
}

void step_probe(struct steps *steps, const char *vf_address)
{
	static const char path[] = "/sys/bus/pci/drivers_probe";

	if (steps->dry_run)
		step_write(steps, vf_address, path);
	else
		write_file(steps->root, vf_address, path);
}

enum status step_modprobe(struct steps *steps, const char *module)
{
	char *arguments[] = { "modprobe", "-q", (char *)module, NULL };
	posix_spawn_file_actions_t actions;
	int state = -1;
	pid_t child;

	if (steps->dry_run) {
		plan(steps, "modprobe -q %s", module);
		return STATUS_OK;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!posix_spawnp(&child, "modprobe", &actions, NULL, arguments, environ))
		waitpid(child, &state, 0);
	posix_spawn_file_actions_destroy(&actions);
	if (state)
		return steps_fail(steps, STATUS_NO_MODULE, "the module %s is not loaded, and `modprobe %s` cannot load it: "
				  "install it, or load it with insmod, as root", module, module);
	return STATUS_OK;
}

enum status step_link_up(struct steps *steps, const struct pf *pf)
{
	char what[PCI_NAME_SIZE + 16];
	int error;

	if (steps->dry_run) {
		plan(steps, "ip link set %s up", pf->netdev);
		return STATUS_OK;
	}
	error = link_up(pf->ifindex);
	if (!error)
		return STATUS_OK;
	snprintf(what, sizeof(what), "set %s up", pf->netdev);
	return refused(steps, error, what);
}

static void wait_for_carrier(struct steps *steps, const struct pf *pf)
{
	char path[PATH_MAX], carrier[8];

	snprintf(path, sizeof(path), "/sys/class/net/%s/carrier", pf->netdev);
	for (int ms = 0; ms < PATIENCE_MS; ms += PAUSE_MS) {
		/* An interface that is down has none to wait for. */
		if (sysfs_read(steps->root, path, carrier, sizeof(carrier)) || !strcmp(carrier, "1"))
			return;
		pause_shortly();
	}
}

enum status step_set(struct steps *steps, const struct vf *vf, enum vf_setting setting,
		     const struct vf_config *config)
{
	char words[VF_WORDS_SIZE], what[VF_WORDS_SIZE + 16];
	int error;

	vf_config_words(words, setting, config);
	if (steps->dry_run) {
		plan(steps, "ip link set %s vf %u %s", vf->pf.netdev, vf->index, words);
		return STATUS_OK;
	}
	/* igb compares a rate with that of the link, and i40e takes nothing while it resets the VF. */
	if (setting == VF_RATE)
		wait_for_carrier(steps, &vf->pf);
	for (int ms = 0; ; ms += PAUSE_MS) {
		error = link_vf_set(vf->pf.ifindex, vf->index, setting, config);
		if ((error != -EAGAIN && error != -EBUSY) || ms >= PATIENCE_MS)
			break;
		pause_shortly();
	}
	if (!error)
		return STATUS_OK;
	if (error == -EINVAL && setting == VF_RATE)
		return steps_fail(steps, STATUS_FAILED, "the driver %s does not take '%s': most take a maximum up to "
				  "the speed of the link, while there is a link, and few a minimum", vf->pf.driver, words);
	snprintf(what, sizeof(what), "set '%s'", words);
	return refused(steps, error, what);
}

/* --- Binding, of several steps */

/* The host's own driver, by the alias of the device; the machine may have none, and want none. */
static void load_host_driver(struct steps *steps, const struct vf *vf)
{
	char alias[256];
	bool undoing = steps->undoing;

	if (pci_read(steps->root, vf->address, "modalias", alias, sizeof(alias)))
		return;
	steps->undoing = true;
	step_modprobe(steps, alias);
	steps->undoing = undoing;
}

/* Without autoprobe, only a VF with a driver_override is probed. */
static void probe_for_host(struct steps *steps, const struct vf *vf)
{
	load_host_driver(steps, vf);
	if (!vf->pf.autoprobe)
		step_pci_write(steps, "1", vf->pf.address, "sriov_drivers_autoprobe");
	step_probe(steps, vf->address);
	if (!vf->pf.autoprobe)
		step_pci_write(steps, "0", vf->pf.address, "sriov_drivers_autoprobe");
}

static enum status look(struct steps *steps, struct vf *vf, const char *driver)
{
	struct pf pf = vf->pf;

	if (steps->dry_run)
		return STATUS_OK;
	if (vf_of_pf(steps->root, &pf, vf->index, vf))
		return steps_fail(steps, STATUS_NO_DEVICE, "the VF has gone meanwhile");
	if (driver[0] && strcmp(vf->driver, driver))
		return steps_fail(steps, STATUS_FAILED, "the driver %s does not take the VF: `dmesg` may tell why", driver);
	if (!driver[0] && (!vf->driver[0] || is_vfio(vf->driver)))
		return steps_fail(steps, STATUS_FAILED, "no driver of the host takes the VF: load the one for it with modprobe");
	return STATUS_OK;
}

enum status vf_bind(struct steps *steps, struct vf *vf, const char *driver)
{
	enum status status = STATUS_OK;

	if (strcmp(vf->driver_override, driver))
		status = step_pci_write(steps, driver, vf->address, "driver_override");
	if (!status && vf->driver[0])
		status = step_pci_write(steps, vf->address, vf->address, "driver/unbind");
	if (status)
		return status;
	if (driver[0])
		step_probe(steps, vf->address);
	else
		probe_for_host(steps, vf);
	return look(steps, vf, driver);
}
