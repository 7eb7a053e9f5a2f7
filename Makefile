# make             the programs, in build/bin
# make test        every test; the last line counts them
# make test-sanitizers  the C interface under AddressSanitizer and ThreadSanitizer
# make demo        edits the bundled pictures and writes a contact sheet
# make lib ARCH=A  the library without a Swift runtime, in build/A: x86_64 or aarch64
# make bench       milliseconds per step and peak memory
# make bench-peers the same in other runtimes, taking turns: MODELS= RUNTIMES= ROUNDS= JSON=FILE
# make bench-memory  peak memory of a C program, plainly and under a cap
# make install     PREFIX=/usr/local DESTDIR=
# make lint, format, clean

PREFIX ?= /usr/local
DESTDIR ?=
ARCH ?= $(shell uname -m)
VERSION := $(shell sed -n 's/.*HSP_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' CInterop/include/hspace.h | paste -sd.)

export PATH := $(PATH):/opt/swift/usr/bin

PROGRAMS := build/bin/hspace build/bin/hspace-convert build/bin/hspace-golden
SOURCES := Sources Tools Tests Package.swift
C_SOURCES := $(wildcard CInterop/*/*.c CInterop/*/*.h CInterop/*/include/*.h CInterop/include/*.h Tests/C/*.c)

BUILD_PACKAGES := gcc libc6-dev libpng-dev libsimde-dev binutils
TEST_PACKAGES := $(BUILD_PACKAGES) g++ tcc qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
  gcc-arm-linux-gnueabihf libc6-dev-armhf-cross gcc-riscv64-linux-gnu libc6-dev-riscv64-cross \
  pkg-config python3 netpbm cmake

.PHONY: all programs packages test test-sanitizers demo lib bench bench-peers bench-memory install lint format clean

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
	@Tools/build/test-sanitizers.sh

demo: programs
	@Tools/build/demo.sh

lib:
	@case $(ARCH) in \
	  $(shell uname -m)) Tools/build/packages.sh $(BUILD_PACKAGES) ;; \
	  aarch64) Tools/build/packages.sh gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;; \
	  x86_64) Tools/build/packages.sh gcc-x86-64-linux-gnu libc6-dev-amd64-cross ;; \
	esac
	Tools/build/library.sh $(ARCH)

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

bench-memory: programs
	@Tools/bench/memory.sh

install: programs lib
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -d $(DESTDIR)$(PREFIX)/share/hspace
	install -m 755 build/bin/hspace build/bin/hspace-convert $(DESTDIR)$(PREFIX)/bin/
	install -m 644 CInterop/include/hspace.h $(DESTDIR)$(PREFIX)/include/
	install -m 644 build/$(ARCH)/libhspace.a $(DESTDIR)$(PREFIX)/lib/
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' Tools/build/hspace.pc.in \
	  > $(DESTDIR)$(PREFIX)/lib/pkgconfig/hspace.pc
	cp -R Models/. $(DESTDIR)$(PREFIX)/share/hspace/

lint:
	swift format lint --strict -r -p $(SOURCES)

format:
	swift format -i -r -p $(SOURCES)
	@if command -v clang-format >/dev/null; then clang-format -i $(C_SOURCES); fi

clean:
	rm -rf build .build .build-embedded-* .build-address .build-thread
