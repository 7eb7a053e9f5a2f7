#!/usr/bin/env python3
"""Edits a picture of the model's size: edit.py MODEL DIRECTION STRENGTH IN.ppm OUT.ppm [STEPS]

The library is $HSPACE_LIBRARY, or the one that the system finds. Pictures are binary PPM (P6).
"""
import os, re, sys
from ctypes import *
from ctypes.util import find_library


def struct(**fields):  # of hspace.h
    return type("struct", (Structure,), {"_fields_": list(fields.items())})


Error = struct(size=c_uint32, status=c_int, offset=c_int64, message=c_char * 256, operation=c_char * 128)
Source = struct(size=c_uint32, flags=c_uint32, path=c_char_p, descriptor=c_int32, reserved=c_uint32,
                memory=c_void_p, length=c_uint64, read=c_void_p, user=c_void_p)
Picture = struct(size=c_uint32, width=c_uint32, height=c_uint32, channels=c_uint32, stride=c_size_t, pixels=c_void_p)
Run = struct(size=c_uint32, flags=c_uint32, convention=c_uint32, steps=c_int32, t0=c_int32, t_edit=c_int32, t_boost=c_int32,
             eta=c_float, seed=c_uint64, callbacks=c_void_p * 6, etas=c_void_p * 2, choices=c_uint32 * 4, code=c_void_p * 2)
Edit = struct(direction=c_void_p, strength=c_float)


def check(status, session=None):
    """Ends the program with the library's own sentence when a call failed."""
    if status and session:
        hspace.hsp_session_last_error(session, byref(error))
    if status:
        sys.exit(f"edit.py: {error.message.decode()}")


if not 6 <= len(sys.argv) <= 7:
    sys.exit(__doc__)
hspace = CDLL(os.environ.get("HSPACE_LIBRARY") or find_library("hspace") or sys.exit("no libhspace.so: set HSPACE_LIBRARY"))
model, session, direction, error = c_void_p(), c_void_p(), c_void_p(), Error(sizeof(Error))
file, how = (Source(sizeof(Source), 0, os.fsencode(path), -1) for path in sys.argv[1:3])
check(hspace.hsp_model_open(byref(file), None, byref(model), byref(error)))
check(hspace.hsp_session_create(model, None, None, c_size_t(0), byref(session), byref(error)))
check(hspace.hsp_direction_open(byref(how), None, None, byref(direction), byref(error)))
edit, run = Edit(direction, float(sys.argv[3])), Run(sizeof(Run))
hspace.hsp_run_options_init(byref(run))
if len(sys.argv) == 7:
    run.steps = int(sys.argv[6])

with open(sys.argv[4], "rb") as stream:
    head, width, height, pixels = re.match(rb"(P6\s+(\d+)\s+(\d+)\s+255\s)(.*)", stream.read(), re.S).groups()
stride, height = 3 * int(width), int(height)
assert len(pixels) == stride * height, "the picture is cut off"
buffer = create_string_buffer(pixels, len(pixels))
picture = Picture(sizeof(Picture), int(width), height, 3, stride, addressof(buffer))
check(hspace.hsp_session_set_picture(session, byref(picture)), session)
check(hspace.hsp_session_invert(session, byref(run)), session)
check(hspace.hsp_session_edit(session, byref(edit), c_size_t(1), byref(run)), session)
check(hspace.hsp_session_get_picture(session, byref(picture)), session)
with open(sys.argv[5], "wb") as stream:
    stream.write(head + buffer.raw)
hspace.hsp_direction_destroy(direction)
hspace.hsp_session_destroy(session)
hspace.hsp_model_destroy(model)
