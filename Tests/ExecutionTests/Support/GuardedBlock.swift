/// A block of exactly the planned size, aligned to 64, with known bytes before and after it.
@safe
final class GuardedBlock {
  private static let guardBytes = 4096
  private static let canary: UInt8 = 0xA5

  // Owned: allocated in init, freed in deinit.
  private let memory: UnsafeMutableRawPointer
  let count: Int

  /// Fills the block with NaNs, so that nobody reads what nobody wrote.
  init(count: Int) {
    self.count = count
    unsafe memory = .allocate(byteCount: count + 2 * Self.guardBytes, alignment: 64)
    unsafe memory.initializeMemory(
      as: UInt8.self, repeating: Self.canary, count: count + 2 * Self.guardBytes)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0xFF, count: count)
  }

  deinit { unsafe memory.deallocate() }

  /// The first byte of the block.
  var base: UnsafeMutableRawPointer { unsafe memory + Self.guardBytes }

  /// Whether nobody wrote before or behind the block.
  var isIntact: Bool {
    let bytes = unsafe UnsafeRawBufferPointer(
      start: memory, count: count + 2 * Self.guardBytes)
    return unsafe bytes.prefix(Self.guardBytes).allSatisfy { $0 == Self.canary }
      && bytes.suffix(Self.guardBytes).allSatisfy { $0 == Self.canary }
  }
}
