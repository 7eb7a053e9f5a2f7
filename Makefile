# make             the programs, in build/bin
# make test        every test; the last line counts them
# make test-sanitizers  the C interface under AddressSanitizer and ThreadSanitizer
# make demo        edits the bundled pictures and writes a contact sheet
# make lib ARCH=A  the library without a Swift runtime, in build/A: x86_64, aarch64, armhf or riscv64
# make train-smoke the training of Tools/train on a tiny setting
# make test-boards the libraries of all processors, emulated: the same bits
# make size        what the library's modules take
# make dist        archives of the sources and of the libraries, in build/dist
# make bench       milliseconds per step and peak memory
# make bench-peers the same in other runtimes, taking turns: MODELS= RUNTIMES= ROUNDS= JSON=FILE
# make bench-boards  projected times on Arm boards, from an emulator's counts: MODELS=
# make bench-memory  peak memory of a C program, plainly and under a cap
# make bench-reconstruction  how near pictures come back, with floats and with int8
# make install     copies what is built: PREFIX=/usr/local LIBDIR=PREFIX/lib DESTDIR=
# make lint, format, clean

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=
HOST := $(shell Tools/build/host.sh)
ARCH ?= $(HOST)
ARCHS := x86_64 aarch64 armhf riscv64

export PATH := $(PATH):/opt/swift/usr/bin

SOURCES := Sources Tools Tests Package.swift
C_SOURCES := $(wildcard CInterop/*/*.c CInterop/*/*.h CInterop/*/include/*.h CInterop/include/*.h Tests/C/*.c)

# The tools of other processors than the host's.
CROSS_x86_64 := gcc-x86-64-linux-gnu libc6-dev-amd64-cross
CROSS_aarch64 := gcc-aarch64-linux-gnu libc6-dev-arm64-cross
CROSS_armhf := gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
CROSS_riscv64 := gcc-riscv64-linux-gnu libc6-dev-riscv64-cross
cross_packages = $(foreach arch,$(filter-out $(HOST),$1),$(CROSS_$(arch)))

BUILD_PACKAGES := gcc libc6-dev libpng-dev liblapack-dev libsvm-dev libsimde-dev binutils
TEST_PACKAGES := $(BUILD_PACKAGES) $(call cross_packages,$(ARCHS)) g++ tcc qemu-user-static pkg-config python3 netpbm \
  cmake

.PHONY: all programs packages test test-boards test-sanitizers demo lib size dist bench bench-peers \
  bench-boards bench-memory bench-reconstruction train-smoke install lint format clean

all: programs

packages:
	@Tools/build/packages.sh $(BUILD_PACKAGES)

# SwiftPM knows what is out of date; programs that are the same keep their date, and what was made with them stays.
programs: packages
	swift build -c release
	@mkdir -p build/bin
	@bin=$$(swift build -c release --show-bin-path) && \
	  install -C -m 755 $$bin/hspace-cli build/bin/hspace && \
	  install -C -m 755 $$bin/hspace-convert $$bin/hspace-golden build/bin/

test:
	@Tools/build/packages.sh $(TEST_PACKAGES)
	@$(MAKE) --no-print-directory programs
	@Tools/build/test.sh

# Two more builds of the library: some five minutes on two processors.
test-sanitizers: programs
	@Tools/build/packages.sh $(BUILD_PACKAGES) g++
	@Tools/build/test-sanitizers.sh

demo: programs
	@Tools/build/demo.sh

lib:
	@Tools/build/packages.sh $(BUILD_PACKAGES) $(call cross_packages,$(ARCH))
	Tools/build/library.sh $(ARCH)

test-boards: programs
	@Tools/build/packages.sh $(TEST_PACKAGES)
	@Tools/build/test-boards.sh

size:
	@Tools/build/packages.sh $(BUILD_PACKAGES) $(call cross_packages,x86_64 aarch64)
	@for arch in x86_64 aarch64; do Tools/build/library.sh $$arch >/dev/null || exit; done
	@Tools/build/size.sh

dist:
	@Tools/build/packages.sh $(BUILD_PACKAGES) $(call cross_packages,$(ARCHS))
	@for arch in $(ARCHS); do Tools/build/library.sh $$arch || exit; done
	@Tools/build/dist.sh

bench: programs
	build/bin/hspace bench --model toon64 --threads 1,2

MODELS ?=
RUNTIMES ?=
ROUNDS ?=
JSON ?=
bench-peers: programs
	@Tools/build/packages.sh python3 python3-venv
	@python3 Tools/bench/peers/compare.py $(if $(MODELS),--models '$(MODELS)') \
	  $(if $(RUNTIMES),--runtimes '$(RUNTIMES)') $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(JSON),--json '$(JSON)')

bench-boards: programs
	@Tools/build/packages.sh gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross llvm-19 python3 qemu-user
	@$(MAKE) --no-print-directory lib ARCH=aarch64
	@Tools/bench/boards.sh $(MODELS)

bench-memory: programs
	@Tools/bench/memory.sh

# With the Python that the Debian packages are for.
bench-reconstruction: programs
	@Tools/build/packages.sh python3-numpy python3-pil
	@/usr/bin/python3 Tools/bench/reconstruction.py

# In a Python environment of its own, which is made first.
train-smoke: programs
	@Tools/build/packages.sh python3 python3-venv
	@Tools/train/smoke.sh

# Built only where it is missing: installing as root leaves nothing of root's in this folder.
install: build/$(ARCH)/libhspace.a $(if $(filter $(HOST),$(ARCH)),build/bin/hspace)
	Tools/build/install.sh '$(ARCH)' '$(DESTDIR)$(PREFIX)' '$(DESTDIR)$(LIBDIR)'

build/%/libhspace.a:
	@$(MAKE) --no-print-directory lib ARCH=$*

build/bin/hspace:
	@$(MAKE) --no-print-directory programs

lint:
	swift format lint --strict -r -p $(SOURCES)

format:
	swift format -i -r -p $(SOURCES)
	@if command -v clang-format >/dev/null; then clang-format -i $(C_SOURCES); fi

clean:
	rm -rf build .build .build-embedded-* .build-address .build-thread
