#!/usr/bin/env python3
"""Projects an evaluation's time on Arm boards: how often each block of instructions ran, times its cycles by llvm-mca.

usage: project.py PROGRAM OBJECTS NAME:INSTRUCTIONS=COUNTS...

PROGRAM is the aarch64 program that was counted, Kernels*.o in the folder OBJECTS are the kernels inside it with their names.
COUNTS.0 and COUNTS.1 are what the plugin blocks.c counted without and with one evaluation with the kernels for those
INSTRUCTIONS (neon, dotprod or i8mm), COUNTS.work holds its multiply-adds.
"""

import collections
import glob
import json
import os
import re
import subprocess
import sys

# llvm-mca's model of each core. It has none of their own for Cortex-A76 and A710; Neoverse N1 and N2 are the same cores for
# servers.
CORES = {"A53": "cortex-a53", "A72": "cortex-a72", "A76": "neoverse-n1", "A710": "neoverse-n2"}
# The cores that have kernels' instructions.
HAVE = {"neon": ("A53", "A72", "A76"), "dotprod": ("A76", "A710"), "i8mm": ("A710",)}
BOARDS = (("Pi Zero 2", "A53", 1.0), ("Pi 4", "A72", 1.8), ("Pi 5", "A76", 2.4))
BOARD_CORES = 4
# Of two cores, HSpace uses 1.8.
EFFICIENCY = 0.9
# Blocks that hold this share of all executed instructions are costed, the rest at their mean.
COVERAGE = 0.995
LINE = re.compile(r"\s*([0-9a-f]+):\s+(\S+)\s*(.*)")
PRODUCTS = re.compile(r"(smlal2?|sdot|smmla|fmla|fmadd)\b.*")


class Loop:
    """A block of instructions that one kernel repeats."""

    def __init__(self, kernel, executions, lines, costs, multiplies):
        self.kernel = kernel
        self.executions = executions
        self.instructions = len(lines)
        self.products = sum(map(lanes, lines))
        # By core: cycles, and those of the busiest unit alone.
        self.costs = costs
        # By core: cycles of the busiest unit if only the multiplications were issued.
        self.multiplies = multiplies

    def is_product(self):
        """Whether products are what most instructions are for."""
        return self.products > 1.5 * self.instructions


def tool(name, *arguments, text=None):
    """Runs one of LLVM's tools, whose names may end in a version."""
    command = [os.environ.get(name.upper().replace("-", "_"), name), *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def disassembled(path):
    """Instructions by address, and the address of each symbol."""
    code, symbols = [], {}
    for line in tool("llvm-objdump", "-d", "--no-show-raw-insn", "--no-leading-headers", path).splitlines():
        if line.endswith(">:"):
            symbols[line[line.index("<") + 1:-2]] = len(code)
        elif found := LINE.fullmatch(line):
            address, name, operands = found.groups()
            code.append((int(address, 16), name, operands.split(" //")[0]))
    return code, symbols


def kernel_places(code, stream, path):
    """The kernel that each instruction of a program belongs to: its symbols are gone, so mnemonics are compared."""
    parts, symbols = disassembled(path)
    starts = sorted(symbols.values()) + [len(parts)]
    places = {}
    for symbol, start in symbols.items():
        # Swift's mangling: lengths of names, and the names.
        module = re.match(r"\$e(\d+)", symbol)
        kernel = module and re.match(r"(\d+)(\w+)", symbol[module.end() + int(module[1]):])
        names = [name for _, name, _ in parts[start:starts[starts.index(start) + 1]]]
        if not kernel or len(names) < 8:
            continue
        # Two builds of the kernels may have the same.
        for found in re.finditer(re.escape(" " + " ".join(names) + " "), stream):
            first = stream.count(" ", 0, found.start()) + 1
            for index in range(first, first + len(names)):
                places[code[index][0]] = kernel[2][:int(kernel[1])]
    return places


def counted(path):
    """Executions of one evaluation by (address, instructions)."""
    totals = collections.Counter()
    for sign, suffix in ((1, ".1"), (-1, ".0")):
        with open(path + suffix, encoding="ascii") as lines:
            for address, size, executions in map(str.split, lines):
                totals[int(address, 16), int(size)] += sign * int(executions)
    return {block: executions for block, executions in totals.items() if executions > 0}


def assembler(instructions):
    """Text that llvm-mca reads: where a branch goes does not matter to it."""
    lines = []
    for _, name, operands in instructions:
        operands = re.sub(r"(?:0x[0-9a-f]+ )?<[^>]*>", "elsewhere", operands)
        lines.append(f"{name} {operands}")
    return lines


def lanes(line):
    """Multiply-adds of an instruction: where they are of bytes, it takes four for one of whole integers."""
    if not PRODUCTS.match(line):
        return 0
    if line.startswith("smmla"):
        return 8
    return 1 if line.startswith("fmadd") or not re.search(r"\.[24][sd]", line) else 4


def analysed(blocks, core):
    """Cycles of each block when it is repeated, and the cycles that its busiest unit takes."""
    text = "".join(
        f"# LLVM-MCA-BEGIN b{number}\n" + "\n".join(lines) + f"\n# LLVM-MCA-END b{number}\n"
        for number, lines in enumerate(blocks))
    # A call takes 100 cycles unless told otherwise.
    options = ("-mtriple=aarch64", "-mattr=+dotprod,+i8mm", f"-mcpu={core}", "--json", "-iterations=200", "-call-latency=1")
    output = tool("llvm-mca", *options, text=text)
    regions = json.loads(output[output.index("{"):])["CodeRegions"]
    views = {region["Name"]: region["SummaryView"] for region in regions}
    return [
        (view["TotalCycles"] / view["Iterations"], view["BlockRThroughput"])
        for view in (views[f"b{number}"] for number in range(len(blocks)))]


class Network:
    """What one evaluation of a network executes, and what it costs."""

    def __init__(self, code, places, name, path):
        self.name, instructions = name.split(":")
        if instructions != "neon":
            self.name += f" ({instructions})"
        self.cores = HAVE[instructions]
        with open(path + ".work", encoding="ascii") as file:
            self.work = int(file.readline())
        index = {address: number for number, (address, _, _) in enumerate(code)}
        counts = counted(path)
        self.instructions = sum(size * executions for (_, size), executions in counts.items())
        self.products = 0
        blocks, covered = [], 0
        for (address, size), executions in sorted(counts.items(), key=lambda item: -item[0][1] * item[1]):
            lines = assembler(code[index[address]:index[address] + size])
            self.products += executions * sum(map(lanes, lines))
            if covered < COVERAGE * self.instructions:
                blocks.append((places.get(address, "other"), executions, lines))
                covered += size * executions
        self.coverage = covered / self.instructions
        self.loops = self.cost(blocks)

    def cost(self, blocks):
        """Asks llvm-mca about each block, and about its multiplications alone."""
        whole = {core: analysed([lines for _, _, lines in blocks], CORES[core]) for core in self.cores}
        alone = [[line for line in lines if lanes(line)] or ["nop"] for _, _, lines in blocks]
        bare = {core: analysed(alone, CORES[core]) for core in self.cores}
        return [
            Loop(kernel, executions, lines, {core: whole[core][number] for core in self.cores},
                 {core: bare[core][number][1] for core in self.cores})
            for number, (kernel, executions, lines) in enumerate(blocks)]

    def cycles(self, core, kernel=None, busiest=False):
        """Cycles of an evaluation, or of one kernel in it, on one core; or what the busiest unit of each block takes."""
        chosen = (loop for loop in self.loops if kernel in (None, loop.kernel))
        return sum(loop.executions * loop.costs[core][busiest] for loop in chosen) / self.coverage

    def print_counts(self):
        print(f"\n{self.name}: {self.work / 1e9:.3f} GMAC of the textbook, {self.products / 1e9:.3f} G products, "
              f"{self.instructions / 1e9:.3f} G instructions: {self.instructions / self.work:.3f} a MAC, "
              f"{self.instructions / self.products:.3f} a product; {100 * self.coverage:.1f} % of them costed\n")

    def print_kernels(self):
        by_kernel = collections.Counter()
        for loop in self.loops:
            by_kernel[loop.kernel] += loop.executions * loop.instructions
        print("| kernel | instructions % | " + " | ".join(f"{core} Mcycles | %" for core in self.cores) + " |")
        print("|---" * (2 + 2 * len(self.cores)) + "|")
        for kernel, instructions in by_kernel.most_common(14):
            cells = []
            for core in self.cores:
                cycles = self.cycles(core, kernel)
                cells.append(f"{cycles / 1e6:.1f} | {100 * cycles / self.cycles(core):.1f}")
            print(f"| {kernel} | {100 * instructions / self.instructions:.1f} | " + " | ".join(cells) + " |")

    def print_loops(self, most):
        """The blocks that take most time on any core."""
        def share(loop):
            return max(loop.executions * loop.costs[core][0] / self.cycles(core) for core in self.cores)

        print("\n| loop | instructions | products | "
              + " | ".join(f"{core} cycles | products/cycle | limit | ratio" for core in self.cores) + " |")
        print("|---" * (3 + 4 * len(self.cores)) + "|")
        for loop in sorted(self.loops, key=share, reverse=True)[:most]:
            cells = []
            for core in self.cores:
                cycles, busiest = loop.costs[core]
                limit = loop.multiplies[core] if loop.is_product() else busiest
                rate = f"{loop.products / cycles:.2f}" if loop.is_product() else "-"
                cells.append(f"{cycles:.1f} | {rate} | {limit:.1f} | {cycles / limit:.2f}")
            products = loop.products if loop.is_product() else "-"
            print(f"| {loop.kernel} | {loop.instructions} | {products} | " + " | ".join(cells) + " |")

    def print_boards(self):
        """Seconds as llvm-mca has it, and with nothing but each block's busiest unit to wait for."""
        cells = [" to ".join(f"{self.cycles(core, busiest=least) / (clock * 1e9 * BOARD_CORES * EFFICIENCY):.3f}"
                             for least in (True, False)) if core in self.cores else "-" for _, core, clock in BOARDS]
        print(f"| {self.name} | " + " | ".join(cells) + " |")


def main():
    program, objects, *networks = sys.argv[1:]
    code, _ = disassembled(program)
    stream = " ".join(name for _, name, _ in code) + " "
    places = {}
    for path in glob.glob(objects + "/Kernels*.o"):
        places.update(kernel_places(code, stream, path))
    networks = [Network(code, places, *argument.split("=", 1)) for argument in networks]
    for network in networks:
        network.print_counts()
        network.print_kernels()
        network.print_loops(8)
    heads = (f"{board}, {BOARD_CORES} x {core} {clock} GHz" for board, core, clock in BOARDS)
    print("\n| seconds | " + " | ".join(heads) + " |")
    print("|---" * (1 + len(BOARDS)) + "|")
    for network in networks:
        if any(core in network.cores for _, core, _ in BOARDS):
            network.print_boards()


if __name__ == "__main__":
    main()
