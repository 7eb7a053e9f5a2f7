import Foundation

/// Memory that ends where a page that nobody may touch begins: one element too far is a fault.
///
/// What is in front of it holds a canary.
@safe
final class PageBuffer<Element: BitwiseCopyable> {
  private static var canary: UInt8 { 0xA5 }

  // Owned: mapped in init, unmapped in deinit.
  private let mapping: UnsafeMutableRawPointer
  private let mapped: Int
  private let page = Int(sysconf(Int32(_SC_PAGESIZE)))
  let count: Int
  /// The first element.
  let base: UnsafeMutablePointer<Element>

  init(count: Int) {
    self.count = count
    let bytes = count * MemoryLayout<Element>.stride
    // At least a page in front of the elements' own.
    mapped = (bytes + page - 1) / page * page + 2 * page
    // An anonymous mapping needs neither file nor address.
    let mapping = unsafe mmap(
      nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { fatalError("mmap") }
    unsafe self.mapping = mapping
    unsafe memset(mapping, Int32(Self.canary), mapped)
    let start = unsafe mapping + (mapped - page - bytes)
    unsafe base = start.assumingMemoryBound(to: Element.self)
    let protected = unsafe mprotect(mapping + (mapped - page), page, PROT_NONE)
    precondition(protected == 0)
  }

  convenience init(_ values: [Element]) {
    self.init(count: values.count)
    for (index, value) in values.enumerated() { self[index] = value }
  }

  deinit { _ = unsafe munmap(mapping, mapped) }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      // The index was just checked.
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count)
      // The index was just checked.
      unsafe base[index] = newValue
    }
  }

  var values: [Element] { (0..<count).map { self[$0] } }

  /// Whether the bytes in front of the elements are as they were.
  var isIntact: Bool {
    let front = mapped - page - count * MemoryLayout<Element>.stride
    return unsafe UnsafeRawBufferPointer(start: mapping, count: front)
      .allSatisfy { $0 == Self.canary }
  }
}
