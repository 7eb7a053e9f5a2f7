import Container
import Program

/// Why a `PROG` section can't be read; nil if it can.
func parse(_ section: [UInt8], tensors: Int = 4096) -> ProgramError.Reason? {
  // Ends where the bytes end, so that a sanitizer sees what is read beyond.
  let memory = UnsafeMutableRawPointer.allocate(byteCount: section.count, alignment: 64)
  defer { unsafe memory.deallocate() }
  unsafe memory.copyMemory(from: section, byteCount: section.count)
  return fault { try Program(unsafe Bytes(base: memory, count: section.count), tensors: tensors) }
}
