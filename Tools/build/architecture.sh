# What differs between the processors that the library is built for: sourced, with $arch set.
#
# Sets $tools, the prefix of Debian's tools for it (or of the host's own, where these are missing and do), $target, the
# options of `swift build`, $kernels, each build of the kernels with its one door, $emulator, which runs its programs
# (nothing on the host), and $dropped, sections that its linker can't read.

target=''
dropped=.none
kernels=Kernels:hsp_kernels_base
case $arch in
x86_64)
  tools=x86_64-linux-gnu-
  kernels="$kernels KernelsAVX2:hsp_kernels_avx2 KernelsAVX512:hsp_kernels_avx512"
  emulator=qemu-x86_64-static
  ;;
aarch64)
  tools=aarch64-linux-gnu-
  kernels="$kernels KernelsDot:hsp_kernels_dotprod KernelsI8mm:hsp_kernels_i8mm"
  target='--triple aarch64-none-none-elf --toolset Tools/Toolsets/aarch64-linux.json'
  emulator=qemu-aarch64-static
  ;;
armhf)
  tools=arm-linux-gnueabihf-
  target='--triple armv7-none-none-eabi --toolset Tools/Toolsets/armhf-linux.json'
  emulator=qemu-arm-static
  ;;
riscv64)
  tools=riscv64-linux-gnu-
  target='--triple riscv64-none-none-eabi --toolset Tools/Toolsets/riscv64-linux.json'
  emulator=qemu-riscv64-static
  # The linker of binutils 2.40 lacks a relocation that the compiler uses there; nothing unwinds through the library.
  dropped=.eh_frame
  ;;
*)
  echo "$0: '$arch' is not x86_64, aarch64, armhf or riscv64" >&2
  exit 2
  ;;
esac

if [ "$(Tools/build/host.sh)" = "$arch" ]; then
  emulator=''
  command -v "${tools}gcc" >/dev/null || tools=''
elif ! command -v "${tools}gcc" >/dev/null; then
  echo "$0: ${tools}gcc is missing" >&2
  exit 1
fi
