/// 16 sums of integer products.
typealias Sums = SIMD16<Int32>

/// 16 quantised values.
typealias Quanta = SIMD16<Int16>

/// The weights of two inputs for 16 outputs.
typealias Pairs = SIMD32<Int16>

/// 16-bit integers that a kernel reads.
@safe
struct QuantaSource {
  let base: UnsafePointer<Int16>

  @inline(__always)
  init(_ base: UnsafePointer<Int16>) { unsafe self.base = base }

  /// Two neighbouring values in one word.
  @inline(__always)
  func pair(_ index: Int) -> Int32 {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Int32.self)
  }

  /// The bytes of four neighbouring values that were arranged.
  @inline(__always)
  func bytes(_ index: Int) -> SIMD8<Int8> {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Int8>.self)
  }

  /// The bytes of eight of them.
  @inline(__always)
  func octet(_ index: Int) -> SIMD16<Int8> {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<Int8>.self)
  }

  @inline(__always)
  func quanta(_ index: Int) -> Quanta {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Quanta.self)
  }

  @inline(__always)
  func pairs(_ index: Int) -> Pairs {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Pairs.self)
  }

  @inline(__always)
  func advanced(_ count: Int) -> QuantaSource { unsafe QuantaSource(base + count) }
}

/// 16-bit integers that a kernel writes.
@safe
struct QuantaTarget {
  let base: UnsafeMutablePointer<Int16>

  @inline(__always)
  init(_ base: UnsafeMutablePointer<Int16>) { unsafe self.base = base }

  @inline(__always)
  func store(_ value: Quanta, _ index: Int) {
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: Quanta.self)
  }

  @inline(__always)
  func store(_ value: Quanta, _ index: Int, count: Int) {
    if count == 16 { return store(value, index) }
    for lane in 0..<count { unsafe base[index + lane] = value[lane] }
  }

  @inline(__always)
  func store(_ value: Pairs, _ index: Int) {
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: Pairs.self)
  }
}

/// Sums that a kernel reads.
@safe
struct SumsSource {
  let base: UnsafePointer<Int32>

  @inline(__always)
  init(_ base: UnsafePointer<Int32>) { unsafe self.base = base }

  @inline(__always)
  func sums(_ index: Int) -> Sums {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Sums.self)
  }
}
