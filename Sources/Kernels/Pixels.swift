import CKernels

/// Pixels that a kernel reads as floats, however they are stored.
///
/// The caller of the kernel promised them: see CKernels.h.
@safe
struct Pixels {
  private let base: UnsafeRawPointer
  private let scales: UnsafePointer<Float>?
  private let stride: Int
  private let format: Int32

  @inline(__always)
  init(_ pixels: hsp_pixels) {
    unsafe base = pixels.base
    unsafe scales = pixels.scales
    stride = pixels.stride
    format = pixels.format
  }

  /// The first `count` of 16 neighbouring channels of a pixel, the others 0.
  @inline(__always)
  func lanes(_ pixel: Int, _ channel: Int, count: Int) -> Lanes {
    let index = pixel &* stride &+ channel
    // The format says what base points to; I8 has scales.
    if format == HSP_FORMAT_F32.rawValue {
      return unsafe Source(base.assumingMemoryBound(to: Float.self)).lanes(index, count: count)
    }
    if format == HSP_FORMAT_F16.rawValue {
      return unsafe Halves(base.assumingMemoryBound(to: UInt16.self)).lanes(index, count: count)
    }
    let bytes = unsafe base.assumingMemoryBound(to: Int8.self) + index
    var quanta = SIMD16<Int8>.zero
    if count == 16 {
      quanta = unsafe UnsafeRawPointer(bytes).loadUnaligned(as: SIMD16<Int8>.self)
    } else {
      for lane in 0..<count { unsafe quanta[lane] = bytes[lane] }
    }
    guard let scales = unsafe scales else { return .zero }
    return hsp_float_i8(quanta) * Lanes(repeating: unsafe scales[pixel])
  }
}

/// Half-precision values that a kernel reads.
@safe
struct Halves {
  private let base: UnsafePointer<UInt16>

  @inline(__always)
  init(_ base: UnsafePointer<UInt16>) { unsafe self.base = base }

  /// The first `count` of 16 neighbouring values, the others 0.
  @inline(__always)
  func lanes(_ index: Int, count: Int) -> Lanes {
    if count == 16 {
      // 16 values are there.
      return hsp_float_f16(
        unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt16>.self))
    }
    var halves = SIMD16<UInt16>.zero
    for lane in 0..<count { unsafe halves[lane] = base[index + lane] }
    return hsp_float_f16(halves)
  }
}

/// Values of a picture that a kernel writes, as floats or halves.
@safe
struct Values {
  private let base: UnsafeMutableRawPointer
  private let isHalf: Bool

  @inline(__always)
  init(_ base: UnsafeMutableRawPointer, format: Int32) {
    unsafe self.base = base
    isHalf = format == HSP_FORMAT_F16.rawValue
  }

  @inline(__always)
  func lanes(_ index: Int, count: Int) -> Lanes {
    // The format says what base points to.
    isHalf
      ? unsafe Halves(base.assumingMemoryBound(to: UInt16.self)).lanes(index, count: count)
      : unsafe Source(base.assumingMemoryBound(to: Float.self)).lanes(index, count: count)
  }

  @inline(__always)
  func store(_ value: Lanes, _ index: Int, count: Int) {
    if !isHalf {
      return unsafe Target(base.assumingMemoryBound(to: Float.self))
        .store(value, index, count: count)
    }
    // A half's largest value takes the place of what is larger.
    let largest = Lanes(repeating: 65504)
    let least = Lanes.zero - largest
    var clamped = value.replacing(with: largest, where: value .> largest)
    clamped.replace(with: least, where: clamped .< least)
    let halves = hsp_half(clamped)
    let out = unsafe base.assumingMemoryBound(to: UInt16.self) + index
    if count == 16 {
      unsafe UnsafeMutableRawPointer(out).storeBytes(of: halves, as: SIMD16<UInt16>.self)
    } else {
      for lane in 0..<count { unsafe out[lane] = halves[lane] }
    }
  }
}
