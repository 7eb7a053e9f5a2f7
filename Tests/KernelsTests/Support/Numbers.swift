import CKernels

/// Floats in single or half precision that end at a forbidden page.
@safe
struct Numbers {
  let isHalf: Bool
  let count: Int
  private let floats: PageBuffer<Float>
  private let halves: PageBuffer<UInt16>

  /// Both formats that kernels read and write.
  static let formats = [HSP_FORMAT_F32, HSP_FORMAT_F16]
  /// What marks a half that must not be written.
  private static let untouchedHalf: UInt16 = 0x7da5

  private init(count: Int, isHalf: Bool) {
    self.isHalf = isHalf
    self.count = count
    floats = PageBuffer(count: isHalf ? 0 : count)
    halves = PageBuffer(count: isHalf ? count : 0)
  }

  /// Values, rounded when the format is half precision.
  init(_ values: [Float], _ format: hsp_format) {
    self.init(count: values.count, isHalf: format == HSP_FORMAT_F16)
    for (index, value) in values.enumerated() {
      if isHalf { halves[index] = half(value) } else { floats[index] = value }
    }
  }

  /// Room for values, marked as not written.
  init(untouched count: Int, _ format: hsp_format) {
    self.init(count: count, isHalf: format == HSP_FORMAT_F16)
    for index in 0..<count {
      if isHalf { halves[index] = Self.untouchedHalf } else { floats[index] = untouched }
    }
  }

  var format: Int32 { Int32(bitPattern: (isHalf ? HSP_FORMAT_F16 : HSP_FORMAT_F32).rawValue) }

  /// Where a value lies.
  func pointer(_ index: Int = 0) -> UnsafeMutableRawPointer {
    precondition(index >= 0 && index <= count)
    // Just checked.
    return unsafe isHalf
      ? UnsafeMutableRawPointer(halves.base + index) : UnsafeMutableRawPointer(floats.base + index)
  }

  subscript(index: Int) -> Float {
    isHalf ? Float(Float16(bitPattern: halves[index])) : floats[index]
  }

  func isUntouched(_ index: Int) -> Bool {
    isHalf
      ? halves[index] == Self.untouchedHalf : floats[index].bitPattern == untouched.bitPattern
  }

  var values: [Float] { (0..<count).map { self[$0] } }

  /// What lies in memory, for comparisons of every bit.
  var stored: [UInt32] {
    isHalf ? halves.values.map(UInt32.init) : floats.values.map(\.bitPattern)
  }

  /// Whether nothing was written in front of the values.
  var isIntact: Bool { floats.isIntact && halves.isIntact }
}

/// The half that a kernel stores for a float: the nearest one, ties to even, at most 65504.
func half(_ value: Float) -> UInt16 {
  Float16(value.isNaN ? value : min(max(value, -65504), 65504)).bitPattern
}
