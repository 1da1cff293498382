// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <inttypes.h>

#include <linux/sebp.h>

#include "common/format.h"
#include "common/names.h"
#include "sum.h"

/* Of a drawing, in pixels: labels at the left, bars, what they stand for at the right. */
#define WIDTH		800
#define LABELS		150
#define BAR_MOST	280
#define ROW		26

static void escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			/* The name of a device may be no UTF-8. */
			fputc((unsigned char)*text > 0x7f ? '?' : *text, out);
		}
	}
}

/* ---- bars ---- */

struct bar {
	const char *label;
	uint64_t value;
	const char *class;
	char text[160];		/* behind the bar */
};

static void begin_drawing(FILE *out, const char *title, int height)
{
	fprintf(out, "<h3>%s</h3>\n<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
		"role=\"img\" aria-label=\"%s\">\n", title, WIDTH, height, WIDTH, height, title);
}

static void end_drawing(FILE *out)
{
	fputs("</svg></div>\n", out);
}

static void draw_bars(FILE *out, const char *title, const struct bar *bars, size_t count)
{
	uint64_t most = 1;

	for (size_t i = 0; i < count; i++)
		most = bars[i].value > most ? bars[i].value : most;
	begin_drawing(out, title, (int)count * ROW);
	for (size_t i = 0; i < count; i++) {
		/* What is little but not nothing shows. */
		int width = (int)((double)bars[i].value * BAR_MOST / (double)most) + (bars[i].value ? 1 : 0);
		int y = (int)i * ROW;

		fprintf(out, "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>"
			"<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
			"<text x=\"%d\" y=\"%d\">%s</text>\n", LABELS - 8, y + 17, bars[i].label,
			bars[i].class, LABELS, y + 3, width, ROW - 6,
			LABELS + width + 6, y + 17, bars[i].text);
	}
	end_drawing(out);
}

static void draw_interrupts(FILE *out, const struct device *d, const struct queue *sum)
{
	bool shadow = d->mode == SEBP_MODE_SHADOW;
	/* In shadow mode those that were taken include those that would not have been. */
	uint64_t without = shadow ? sum->irqs_taken : sum->irqs_taken + sum->irqs_suppressed;
	uint64_t with = shadow ? sum->irqs_taken - sum->irqs_suppressed : sum->irqs_taken;
	struct bar bars[2] = {
		{ .label = "without sEBP", .value = without, .class = "before" },
		{ .label = shadow ? "with it, predicted" : "with it", .value = with, .class = "after" },
	};
	char share[FORMAT_SIZE];

	/* Counters cover a time of polling and one of shadow mode. */
	if (shadow && sum->irqs_suppressed > sum->irqs_taken) {
		fputs("<p>No prediction: the counters cover a time of polling too.</p>\n", out);
		return;
	}
	snprintf(bars[0].text, sizeof(bars[0].text), "%s%" PRIu64, shadow ? "" : "at least ", without);
	snprintf(bars[1].text, sizeof(bars[1].text), "%" PRIu64 " (%s)", with, format_percent(share, with, without));
	draw_bars(out, "Interrupts", bars, 2);
}

static void draw_events(FILE *out, const struct queue *sum)
{
	struct bar bars[DECODE_EVENTS_MAX];

	for (size_t i = 0; i < sum->event_count; i++) {
		const struct event_stats *e = &sum->events[i];
		char share[FORMAT_SIZE], empty[FORMAT_SIZE], packets[FORMAT_SIZE];

		bars[i] = (struct bar){
			.label = event_name(e->event), .value = e->polls,
			.class = e->event == SEBP_EVENT_WATCHDOG ? "watchdog" : "event",
		};
		snprintf(bars[i].text, sizeof(bars[i].text), "%s; %s packets, %s of the polls empty",
			 format_percent(share, e->polls, sum->polls), format_count(packets, e->packets),
			 format_percent(empty, e->empty_polls, e->polls));
	}
	draw_bars(out, "Polls by the event that started them", bars, sum->event_count);
}

/* ---- gaps ---- */

#define GAPS_HEIGHT	184
#define MARGIN		20
#define GAPS_BASE	160

static void gap_label(FILE *out, size_t i)
{
	unsigned int from = i ? 1u << (i - 1) : 0;

	if (from < 1000)
		fprintf(out, "%u us", from);
	else
		fprintf(out, "%u ms", (from + 500) / 1000);
}

static void draw_gap(FILE *out, const struct queue *sum, size_t i, uint64_t most)
{
	int width = (WIDTH - 2 * MARGIN) / QUEUE_GAPS, x = MARGIN + (int)i * width;
	int height = (int)((double)sum->gaps[i] * (GAPS_BASE - 20) / (double)most) + (sum->gaps[i] ? 1 : 0);
	char count[FORMAT_SIZE];

	fprintf(out, "<rect class=\"event\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x + 2,
		GAPS_BASE - height, width - 4, height);
	if (sum->gaps[i])
		fprintf(out, "<text class=\"small\" x=\"%d\" y=\"%d\">%s</text>", x + width / 2,
			GAPS_BASE - height - 4, format_count(count, sum->gaps[i]));
	/* The place of a number is the edge that it names. */
	fprintf(out, "<text class=\"small\" x=\"%d\" y=\"%d\">", x, GAPS_BASE + 16);
	gap_label(out, i);
	fputs("</text>\n", out);
}

static void draw_gaps(FILE *out, const struct device *d, const struct queue *sum, uint64_t longest_ns)
{
	char max[FORMAT_SIZE], bulk[FORMAT_SIZE], longest[FORMAT_SIZE];
	uint64_t most = 1;

	for (size_t i = 0; i < QUEUE_GAPS; i++)
		most = sum->gaps[i] > most ? sum->gaps[i] : most;
	begin_drawing(out, "Time between two polls", GAPS_HEIGHT);
	fprintf(out, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", MARGIN, WIDTH - MARGIN, GAPS_BASE, GAPS_BASE);
	for (size_t i = 0; i < QUEUE_GAPS; i++)
		draw_gap(out, sum, i, most);
	end_drawing(out);
	fprintf(out, "<p>Polls by the time since the one before; the last column has no end. Asked for: %s at most, "
		"%s where that slows nobody down. The longest: %s.</p>\n", format_time(max, d->max_gap_ns),
		format_time(bulk, d->bulk_gap_ns), format_time(longest, longest_ns));
}

/* ---- the page ---- */

static void queue_row(FILE *out, const struct queue *q)
{
	const uint64_t counts[] = { q->polls, q->empty_polls, q->packets, q->rescues, q->irqs_taken, q->irqs_suppressed };
	char longest[FORMAT_SIZE], cpu[16] = "-";

	if (q->cpu != QUEUE_NO_CPU)
		snprintf(cpu, sizeof(cpu), "%" PRIu32, q->cpu);
	fprintf(out, "<tr><td>%" PRIu32 "</td><td>%s</td><td>%s</td>", q->id, cpu, queue_state_name(q->state));
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		fprintf(out, "<td>%" PRIu64 "</td>", counts[i]);
	fprintf(out, "<td>%s</td></tr>\n", format_time(longest, q->longest_gap_ns));
}

/* The sum of the device's queues is left in @sum; returns the longest gap of any. */
static uint64_t queue_table(FILE *out, const struct snapshot *s, const struct device *d, struct queue *sum)
{
	static const char *const columns[] = { "queue", "cpu", "state", "polls", "empty", "packets", "by watchdog",
					       "interrupts", "avoided", "longest gap" };
	uint64_t longest_ns = 0;

	fputs("<div class=\"wide\"><table><tr>", out);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		fprintf(out, "<th>%s</th>", columns[i]);
	fputs("</tr>\n", out);
	for (size_t i = 0; i < s->queue_count; i++) {
		const struct queue *q = &s->queues[i];

		if (q->ifindex != d->ifindex)
			continue;
		queue_row(out, q);
		queue_add(sum, NULL, q);
		longest_ns = q->longest_gap_ns > longest_ns ? q->longest_gap_ns : longest_ns;
	}
	fputs("</table></div>\n", out);
	return longest_ns;
}

static void device_section(FILE *out, const struct snapshot *s, const struct device *d)
{
	char min[FORMAT_SIZE], max[FORMAT_SIZE], bulk[FORMAT_SIZE];
	struct queue sum = { 0 };
	uint64_t longest_ns;

	fputs("<section><h2>", out);
	escaped(out, d->ifname);
	fputs(": ", out);
	escaped(out, d->driver);
	fprintf(out, ", <span class=\"state-%s\">%s</span></h2>\n<p>", dev_state_name(d->state),
		dev_state_name(d->state));
	/* That shadow mode was asked for is said with the mode. */
	if (d->reason[0] && d->state != SEBP_DEV_STATE_SHADOW) {
		escaped(out, d->reason);
		fputs(". ", out);
	}
	fprintf(out, "Mode %s, preset %s, gaps %s to %s (%s), batches of %" PRIu32 ", events ", mode_name(d->mode),
		preset_name(d->preset), format_time(min, d->min_gap_ns), format_time(max, d->max_gap_ns),
		format_time(bulk, d->bulk_gap_ns), d->batch);
	print_events(out, d->events);
	fputs(".</p>\n", out);
	if (d->mode == SEBP_MODE_SHADOW)
		fputs("<p>Interrupts stay on: all that is said of polls is what they would have been.</p>\n", out);
	longest_ns = queue_table(out, s, d, &sum);
	if (sum.irqs_taken || sum.polls)
		draw_interrupts(out, d, &sum);
	if (sum.polls) {
		draw_events(out, &sum);
		draw_gaps(out, d, &sum, longest_ns);
	} else {
		fputs("<p>No poll since it was attached.</p>\n", out);
	}
	fputs("</section>\n", out);
}

/* Also well-formed as XML, so that any parser can judge it. What is too wide for a telephone is moved, not shrunk. */
static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
	"<meta name=\"viewport\" content=\"width=device-width\"/>\n"
	"<title>Event-based polling</title>\n<style>\n"
	"body { font: 15px/1.4 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; overflow-wrap: anywhere;"
	" color: #222; background: #fff; }\n"
	"table { border-collapse: collapse; font-size: 14px; }\n"
	"td, th { padding: 2px 10px; text-align: right; border-bottom: 1px solid #8886; white-space: nowrap; }\n"
	"h2 { margin-top: 2em; } h3 { margin-bottom: 4px; }\n"
	".wide { overflow-x: auto; }\n"
	"svg { display: block; width: 100%; min-width: 640px; max-width: 800px; height: auto; }\n"
	"svg text { font-size: 13px; fill: currentColor; } svg .label { text-anchor: end; }\n"
	"svg .small { font-size: 11px; text-anchor: middle; } svg line { stroke: #888; }\n"
	".before { fill: #b5b5b5; } .after { fill: #0072b2; } .event { fill: #009e73; } .watchdog { fill: #d55e00; }\n"
	".state-active { color: #00704f; } .state-degraded { color: #b03a00; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"body { color: #ddd; background: #1a1a1a; } .before { fill: #777; } .after { fill: #4aa3d8; }\n"
	".state-active { color: #4cc9a0; } .state-degraded { color: #ff8c4a; } }\n"
	"</style></head><body>\n<h1>Event-based polling</h1>\n";

void report_html(FILE *out, const struct report *r)
{
	char time[64];

	strftime(time, sizeof(time), "%Y-%m-%d %H:%M:%S %Z", localtime(&r->when.tv_sec));
	fputs(head, out);
	fputs("<p>", out);
	escaped(out, r->host);
	fputs(", Linux ", out);
	escaped(out, r->kernel);
	fprintf(out, ", %s. Counted since each device was attached.</p>\n", time);
	for (size_t i = 0; i < r->snapshot.device_count; i++)
		device_section(out, &r->snapshot, &r->snapshot.devices[i]);
	if (!r->snapshot.device_count)
		fputs("<p>No network device is attached.</p>\n", out);
	fputs("</body></html>\n", out);
}
