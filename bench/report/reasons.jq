# SPDX-License-Identifier: GPL-2.0-only
# VM exits by their reason.

# AMD's numbers, as KVM's tracepoint has them (arch/x86/include/uapi/asm/svm.h), those that a guest with a VF has.
def reason_names: {
	"82": "write CR2", "96": "interrupt", "97": "NMI", "98": "SMI", "100": "interrupt window", "114": "CPUID",
	"120": "halt", "123": "I/O port", "124": "MSR", "129": "vmmcall", "1024": "nested page fault, MMIO"
};

def reason_name: reason_names[.] // "reason \(.)";

# How many of each there were between two readings.
def reasons($from; $to):
	($to // {}) | with_entries(.value -= ($from[.key] // 0) | .key |= reason_name);
