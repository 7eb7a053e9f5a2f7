#!/bin/sh
# Makes build/dist: an archive of the sources, and one of each library that is built, with their checksums.
set -eu
cd "$(dirname "$0")/../.."

name=hspace-$(Tools/build/version.sh)
out=build/dist
rm -rf "$out"
mkdir -p "$out"
# The same bytes for the same commit: no dates but its own.
date=$(git log -1 --format=%cI)
git archive --prefix="$name/" HEAD | gzip -n9 >"$out/$name.tar.gz"
for arch in x86_64 aarch64 armhf riscv64; do
  [ -e "build/$arch/libhspace.a" ] || continue
  folder=$out/$name-linux-$arch
  Tools/build/install.sh "$arch" "$PWD/$folder"
  rm -rf "${folder:?}/bin" "$folder/share/hspace" "$folder/share/man/man1"
  install -m 644 LICENSE README.md CHANGELOG.md "$folder/"
  tar --sort=name --mode=u+rwX,go+rX,go-w --owner=0 --group=0 --numeric-owner --mtime="$date" -C "$out" -cf - "$name-linux-$arch" |
    gzip -n9 >"$folder.tar.gz"
  rm -rf "$folder"
done
(cd "$out" && sha256sum ./*.tar.gz >SHA256SUMS && ls -l ./*)
