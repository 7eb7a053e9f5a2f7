import Foundation

/// Memory of the caller with a page behind its last byte that nobody may touch.
@safe
final class Memory {
  // Owned: mapped in init, unmapped in deinit.
  private let block: UnsafeMutableRawPointer
  private let length: Int
  let base: UnsafeMutableRawPointer
  let count: Int

  /// `count` bytes that end right before the guard page, painted; `shift` moves them off their
  /// alignment.
  ///
  /// The first byte is aligned to 64 only when count is a multiple of it: the end then moves up to
  /// 63 bytes away from
  /// the guard page, and those bytes are painted and compared instead.
  init(_ count: Int, paint: UInt8 = 0xA5, shift: Int = 0) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let pages = (count + 127 + page) / page * page
    length = pages + page
    // An anonymous mapping: no file, no fixed address.
    unsafe block = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    unsafe mprotect(block + pages, page, PROT_NONE)
    let start = (pages - count) / 64 * 64
    unsafe base = unsafe block + start + shift
    self.count = count
    unsafe memset(block, Int32(paint), pages)
    slack = pages - start - count
    self.paint = paint
  }

  deinit { unsafe munmap(block, length) }

  /// Bytes between the end and the guard page.
  private let slack: Int
  private let paint: UInt8

  /// One behind the last byte that differs from the paint, seen from the first; more than `count`
  /// if any did behind it.
  var touched: Int {
    var end = count + slack
    // All of it is mapped.
    while end > 0, unsafe base.load(fromByteOffset: end - 1, as: UInt8.self) == paint { end -= 1 }
    return end
  }
}
