/// The one vector of the virtual machine: 16 floats.
///
/// Every instruction set runs the same operations on it, in the same
/// order, with a real fused multiply-add, so that all of them give the same bits.
typealias Lanes = SIMD16<Float>

/// Floats that a kernel reads.
///
/// The caller of the kernel promised them: see CKernels.h.
@safe
struct Source {
  let base: UnsafePointer<Float>

  @inline(__always)
  init(_ base: UnsafePointer<Float>) { unsafe self.base = base }

  @inline(__always)
  subscript(index: Int) -> Float { unsafe base[index] }

  /// 16 neighbouring floats, aligned like any float.
  @inline(__always)
  func lanes(_ index: Int) -> Lanes {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Lanes.self)
  }

  /// The first `count` of 16 neighbouring floats, the others 0.
  @inline(__always)
  func lanes(_ index: Int, count: Int) -> Lanes {
    if count == 16 { return lanes(index) }
    var result = Lanes.zero
    for lane in 0..<count { result[lane] = self[index + lane] }
    return result
  }

  @inline(__always)
  func advanced(_ count: Int) -> Source { unsafe Source(base + count) }
}

/// Floats that a kernel writes.
@safe
struct Target {
  let base: UnsafeMutablePointer<Float>

  @inline(__always)
  init(_ base: UnsafeMutablePointer<Float>) { unsafe self.base = base }

  var source: Source {
    @inline(__always) get { unsafe Source(base) }
  }

  @inline(__always)
  func store(_ value: Float, _ index: Int) { unsafe base[index] = value }

  @inline(__always)
  func store(_ value: Lanes, _ index: Int) {
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: Lanes.self)
  }

  /// Stores the first `count` lanes.
  @inline(__always)
  func store(_ value: Lanes, _ index: Int, count: Int) {
    if count == 16 { return store(value, index) }
    for lane in 0..<count { store(value[lane], index + lane) }
  }

  @inline(__always)
  func advanced(_ count: Int) -> Target { unsafe Target(base + count) }
}
