"""What run_ldap measured as tables, with the targets beside the figures."""
import statistics

from report import table

BEGIN, END = "<!-- LDAP measured: begin -->", "<!-- LDAP measured: end -->"
OURS, PEER, CEILING = "Drawbridge", "slapd", "canned"
NAMES = {"uid": "search by uid", "number": "search by uidNumber", "groups": "groups by memberUid", "bind": "bind of a service account",
         "connect": "connect, bind, search by uid, close", "paged": "enumeration in pages of 1000"}
# Of the largest site: kind, connections, in flight, at least how many times slapd, at least which share of the ceiling as an aim.
TARGETS = [("uid", 16, 1, 3, 65), ("uid", 16, 16, 8, 50), ("number", 16, 1, 3, 65), ("groups", 16, 1, 3, 65),
           ("connect", 16, 1, 1.5, 65), ("paged", 1, 1, 3, None)]
FLAT = 1.5
KIB = 1024


def judged(is_met):
    return "met" if is_met else "**missed**"


def at_least(value, target, unit=""):
    return f"target at least {target}{unit}: {judged(value >= target)}"


def under(value, target, aim, unit):
    return f"target under {target} {unit}: {judged(value < target)}; aim under {aim} {unit}: {judged(value < aim)}"


class Cells:
    """The measurements of one site by kind, connections and requests in flight."""

    def __init__(self, speed):
        self.rounds = {(cell["kind"], cell["connections"], cell["in_flight"]): cell["rounds"] for cell in speed["cells"]}
        self.cells = {cell: {name: self.medians(runs) for name, runs in rounds.items()} for cell, rounds in self.rounds.items()}

    @staticmethod
    def medians(runs):
        return {field: statistics.median(run[field] for run in runs)
                for field in ("per_second", "p50_us", "p99_us", "entries_per_second", "whole_p50_us", "cpu_us")}

    @staticmethod
    def rate(seen, kind):
        return seen["entries_per_second" if kind == "paged" else "per_second"]

    def compared(self, cell, other, part):
        """The median over the rounds of part(ours, other's): the two had their turns one after the other in each, so a change of the
        machine's speed between rounds is not in it. None without the other server, or when it did not end one request in its time."""
        rounds = self.rounds[cell]
        pairs = [(ours, others) for ours, others in zip(rounds[OURS], rounds.get(other, [])) if others["per_second"]]
        return statistics.median(part(*pair) for pair in pairs) if pairs else None

    def times_peer(self, cell):
        return self.compared(cell, PEER, lambda ours, slapd: self.rate(ours, cell[0]) / self.rate(slapd, cell[0]))

    def share(self, cell):
        """Percent of the ceiling."""
        return self.compared(cell, CEILING, lambda ours, ceiling: 100 * ours["per_second"] / ceiling["per_second"])

    def slowness(self, cell):
        """Our p99 as a part of slapd's."""
        return self.compared(cell, PEER, lambda ours, slapd: ours["p99_us"] / max(1, slapd["p99_us"]))


def words_of(cell):
    kind, connections, in_flight = cell
    return f"{NAMES[kind]}, {connections} connection{'s' if connections > 1 else ''}, {in_flight} in flight" + (" each" if connections > 1 else "")


def speed_targets(cells):
    for kind, connections, in_flight, times, share in TARGETS:
        cell = (kind, connections, in_flight)
        if cell not in cells.cells or cells.times_peer(cell) is None:
            continue
        verdict = at_least(cells.times_peer(cell), times, " times slapd")
        result = f"{cells.times_peer(cell):.1f} times slapd"
        if share and cells.share(cell) is not None:
            result += f", {cells.share(cell):.0f} % of the ceiling"
            verdict += f"; aim {share} % of the ceiling: {judged(cells.share(cell) >= share)}"
        yield words_of(cell), result, verdict
    compared = [cell[:3] for cell in TARGETS if cells.slowness(cell[:3]) is not None]
    if compared:
        worst = max(compared, key=cells.slowness)
        part = cells.slowness(worst)
        yield ("p99 of these, the worst one", f"{part:.2f} of slapd's ({words_of(worst)})",
               f"target no worse than slapd's: {judged(part <= 1)}; aim a third of it: {judged(part <= 1 / 3)}")


def start_words(speed, name):
    """Older runs did not note the processor's time."""
    busy = speed.get("start_processor_seconds", {}).get(name)
    return f"{name} {speed['start_seconds'][name]:.2f} s" + ("" if busy is None else f" ({busy:.2f} s of processor time)")


def size_targets(speeds):
    """Start and memory at every size; the targets are for the largest."""
    for users, speed in sorted(speeds.items()):
        start = speed["start_seconds"]
        yield (f"start to the first right answer, {users:,} users", "; ".join(start_words(speed, name) for name in start),
               under(start[OURS], 2, 1, "s") if users == max(speeds) else "")
    for users, speed in sorted(speeds.items()):
        memory, in_use = speed["at_rest_kib"], speed["in_use_kib"]
        largest = max(memory[OURS][0], in_use[OURS][0]) / KIB
        yield (f"resident memory after the start, after the searches (without mapped files), {users:,} users",
               "; ".join(f"{name} {memory[name][0] / KIB:.0f}, {in_use[name][0] / KIB:.0f} ({in_use[name][1] / KIB:.0f}) MiB" for name in memory),
               under(largest, 400, 250, "MiB") if users == max(speeds) else "")


def idle_targets(idle):
    for kind, seen in (("connections", idle), ("LDAPS connections", idle.get("ldaps"))):
        if seen is None:  # runs before there was such a row
            continue
        more = {name: (seen[name]["after_kib"] - seen[name]["before_kib"]) / KIB for name in (OURS, PEER) if name in seen}
        result = f"{more[OURS]:.1f} MiB more" + (f"; slapd {more[PEER]:.1f} MiB more" if PEER in more else "")
        yield f"{idle['connections']:,} idle {kind} (bound, one search each)", result, under(more[OURS], 200, 50, "MiB")


def change_kinds(changes):
    return {kind: {int(users): seen for users, seen in by_users.items()} for kind, by_users in changes["kinds"].items()}


def spread(by_users):
    medians = [seen["p50_us"] for seen in by_users.values()]
    return max(medians) / min(medians)


def change_target(changes):
    kinds = change_kinds(changes)
    worst = max(kinds, key=lambda kind: spread(kinds[kind]))
    sizes = " / ".join(f"{users:,}" for users in next(iter(kinds.values())))
    yield (f"cost of one change at {sizes} users", f"medians within {spread(kinds[worst]):.2f} times of each other at most ({worst})",
           f"target within {FLAT} times: {judged(spread(kinds[worst]) <= FLAT)}")


def visible_target(visible):
    yield ("from the 201 to visible over LDAP", f"{visible['missed']} of {visible['pairs']:,} searches right after the answer missed the account",
           f"target 0: {judged(visible['missed'] == 0)}")


def bind_rows(binds):
    yield ("first bind of a person (Argon2id, checked apart from the loops)",
           f"p50 {binds['first_p50_us'] / 1000:.0f} ms, slowest {binds['first_max_us'] / 1000:.0f} ms",
           f"the next one p50 {binds['second_p50_us'] / 1000:.2f} ms")


def speed_lines(speed):
    cells = Cells(speed)
    rows = []
    for cell, servers in cells.cells.items():
        kind, connections, in_flight = cell
        row = [NAMES[kind], connections, in_flight]
        for name in (OURS, PEER):
            seen = servers.get(name)
            row += [f"{cells.rate(seen, kind):,.0f}", f"{seen['p50_us']:,.0f}", f"{seen['p99_us']:,.0f}", f"{seen['cpu_us']:.2f}"] if seen else [""] * 4
        times, share = cells.times_peer(cell), cells.share(cell)
        ceiling = servers.get(CEILING)
        row += [f"{times:.1f}" if times else ""]
        row += [f"{ceiling['per_second']:,.0f}", f"{ceiling['cpu_us']:.2f}", f"{share:.0f} %"] if ceiling else [""] * 3
        rows.append(row)
    lines = table(["What", "Connections", "In flight each", "Drawbridge /s", "p50 us", "p99 us", "CPU us", "slapd /s", "p50 us", "p99 us", "CPU us",
                   "Times slapd",
                   "Canned bytes /s", "CPU us", "Share of it"], rows)
    whole = cells.cells.get(("paged", 1, 1), {})
    times = ", ".join(f"{name} {seen['whole_p50_us'] / 1e6:.2f} s" for name, seen in whole.items() if seen["whole_p50_us"])
    loads = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in speed["load_seconds"].items() if seconds)
    return [f"**{speed['users']:,} users.** An enumeration counts entries and its latencies are of pages; CPU is the server's, for one request or entry; all people in pages over one "
            f"connection: {times}. Loading the data into an empty database: {loads} (import; slapadd -q).", "", *lines]


def change_lines(changes):
    kinds = change_kinds(changes)
    sizes = list(next(iter(kinds.values())))
    rows = [[kind, *(f"{seen['p50_us'] / 1000:.2f}, {seen['p99_us'] / 1000:.2f}, {seen['cpu_us'] / 1000:.2f} ms" for seen in by_users.values()), f"{spread(by_users):.2f}"]
            for kind, by_users in kinds.items()]
    count = next(iter(next(iter(kinds.values())).values()))["count"]
    return [f"One durable change after the other over HTTP, {count} of each kind: median and p99 of the time to the answer, and the "
            "server's processor time for one.", "",
            *table(["Change", *(f"{users:,} users" for users in sizes), "Slowest median by fastest"], rows)]


def render(results):
    """The section with its marks; parts that were not measured are left out."""
    speeds = {int(users): speed for users, speed in results.get("speed", {}).items()}
    targets, lines = [], []
    if speeds:
        largest = speeds[max(speeds)]
        targets += [*speed_targets(Cells(largest)), *size_targets(speeds)]
        for users in sorted(speeds):
            lines += ["", *speed_lines(speeds[users])]
    for part, rows in (("idle", idle_targets), ("changes", change_target), ("visible", visible_target), ("binds", bind_rows)):
        if part in results:
            targets += rows(results[part][""])
    if "changes" in results:
        lines += ["", *change_lines(results["changes"][""])]
    moments = sorted({measured["measured"] for part in results.values() for measured in part.values()})
    size = f" Where no number of users is named: {max(speeds):,}." if speeds else ""
    return "\n".join([BEGIN, "", f"{'; '.join(moments)}. Server and clients share the cores.{size}", "",
                      *table(["What", "Result", "Target"], targets), *lines, "", END])
