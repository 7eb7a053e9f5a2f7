#!/bin/sh
# Prints the processor of this machine, as `make lib ARCH=` names it.
case $(uname -m) in
armv7l) echo armhf ;;
*) uname -m ;;
esac
