# SPDX-License-Identifier: GPL-2.0-only
# Two commands for people: make demo, make check. The rest is what they consist of.

KERNELS ?= 6.1 6.12 7.2
BUILD := $(CURDIR)/build
ENTER := lab/enter trixie

# The files of bench/variants, with commas; interrupts, the baseline, comes first.
comma := ,
empty :=
files = $(sort $(basename $(notdir $(wildcard bench/$(1)/*.sh))))
list = $(subst $(empty) $(empty),$(comma),$(strip $(1)))
rtt_cells = $(filter rtt-%,$(call files,cells))
variants = interrupts $(filter-out interrupts $(if $(filter 7.%,$(KERNELS)),,$(RECENT)),$(call files,variants))
# What older kernels do not have.
RECENT = irq-suspend threaded-busy-poll

help:
	@echo "make demo       interrupts against sEBP in the nested lab: a table and a plot"
	@echo "make bench      all of bench/plan, three hours; or a part: CELL=bulk-rx,... VARIANT=interrupts,sebp,... ROUNDS=5 KERNELS=7.2"
	@echo "make bench-rtt  round trips by packet size, load, moderation and level"
	@echo "make check      all tests             make check-all  on every kernel, for hours"
	@echo "make check-debug  the tests of flat machines on kernels that check themselves"
	@echo "make modules    kernel modules, KERNELS=\"$(KERNELS)\""
	@echo "make tools      sebpctl              make stopwatch  the measuring plugin"
	@echo "make guest      programs that tests run in virtual machines"
	@echo "make lab        the lab's root file systems"
	@echo "make install    the tools, and the modules' sources for DKMS: PREFIX=/usr/local DESTDIR=; make uninstall"
	@echo "make deb        Debian packages for SUITE=trixie, into build/deb/SUITE"
	@echo "make fuzz       what reads or prints, 10^7 inputs each, by libFuzzer under sanitizers: an hour"
	@echo "make soak       disturbances at random for as long as you like: SOAK=\"SEED FIRST SLICES\", see tests/soak"
	@echo "make check-packages  the packages on every Debian of the lab, and the Ansible role"
	@echo "make clean      remove build/        make distclean  and the lab's cache"

# Kernel and root file system of the demo only; DEMO="--rounds 5", see bench/demo --help.
demo: KERNELS = 6.12
demo: modules tools stopwatch
	bench/demo $(if $(VF),--vf $(VF)) $(DEMO)

define measure
	bench/demo --cells $(or $(CELL),all) --variants $(or $(VARIANT),$(call list,$(variants))) \
		--kernel $(KERNELS) --rounds $(or $(ROUNDS),5) $(if $(VF),--vf $(VF)) $(BENCH)
endef

# The whole plan, unless something of it is asked for.
ifeq ($(CELL)$(VARIANT)$(VF)$(BENCH)$(filter command line,$(origin KERNELS)),)
define benchmark
	bench/whole $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(OUT),--out $(OUT))
endef
else
bench: KERNELS = 6.12
benchmark = $(measure)
endif

bench: modules tools stopwatch guest mpi
	$(benchmark)

# Packet size, load, moderation, level.
bench-rtt: KERNELS = 6.12
bench-rtt: CELL = $(call list,$(rtt_cells))
bench-rtt: VARIANT = interrupts,itr-off,itr-fixed,sebp,sebp-vmm,both
bench-rtt: modules tools stopwatch guest mpi
	$(measure)

check:
	tests/run

check-all:
	tests/run --all

check-debug:
	tests/run --on 6.12-debug
	tests/run --on 6.12-kcsan
	tests/run --on 7.2-debug

lab:
	lab/sebp-lab build

modules:
	lab/build-modules $(KERNELS)

tools:
	$(ENTER) make -C tools OUT=$(BUILD)/tools

guest:
	$(ENTER) make -C tests/guest OUT=$(BUILD)/guest

# Only benchmarks want it, so it is made where their Open MPI is.
mpi:
	lab/enter bench make -C tests/guest OUT=$(BUILD)/guest mpi

stopwatch:
	$(ENTER) make -C lab/stopwatch OUT=$(BUILD)/stopwatch

# For this very machine, with its own compiler: no part of the lab is needed.
install uninstall:
	$(MAKE) -C tools $@ OUT=$(BUILD)/host
	$(MAKE) -C dkms $@ VERSION=$(file <VERSION)

SUITE ?= trixie
deb:
	lab/build-deb $(SUITE)

check-packages:
	tests/host/packages.sh --more --role bookworm trixie forky
	tests/host/packages.sh --inside bookworm trixie forky

RUNS ?= 10000000
fuzz:
	lab/enter fuzz make -C tests/fuzz OUT=$(BUILD)/fuzz RUNS=$(RUNS) check

soak: KERNELS = 6.12
soak: modules tools guest
	tests/soak $(SOAK)

clean:
	rm -rf build

distclean: clean
	lab/sebp-lab clean

.PHONY: install uninstall deb check-packages fuzz soak help demo bench bench-rtt check check-all check-debug lab modules tools guest mpi stopwatch clean distclean
