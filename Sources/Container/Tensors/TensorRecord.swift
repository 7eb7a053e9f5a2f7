/// A tensor's descriptor as it stands in the file.
struct TensorRecord {
  let bytes: Bytes

  static var size: Int { 64 }
  /// How many of the descriptor's bytes its checksum covers.
  static var summed: Int { 48 }

  /// Offsets in a descriptor.
  enum Field {
    static var name: Int { 0 }
    static var element: Int { 8 }
    static var layout: Int { 12 }
    static var extents: Int { 16 }
    static var offset: Int { 32 }
    static var length: Int { 40 }
    static var checksum: Int { 48 }
    static var reserved: Int { 52 }
  }

  var offset: UInt64 { bytes.load(Field.offset, as: UInt64.self) }
  var length: UInt64 { bytes.load(Field.length, as: UInt64.self) }
  var checksum: UInt32 { bytes.load(Field.checksum, as: UInt32.self) }

  func extent(_ index: Int) -> UInt32 {
    bytes.load(Field.extents + 4 * index, as: UInt32.self)
  }

  /// The extents, which were checked before: none is above the tensor's length, which is an Int.
  var extents: TensorExtents {
    TensorExtents(
      outputs: Int(extent(0)), inputs: Int(extent(1)), height: Int(extent(2)),
      width: Int(extent(3)))
  }

  /// Checks everything about the descriptor itself; name and place are the table's.
  func check() throws(ContainerError) {
    let code = bytes.load(Field.element, as: UInt32.self)
    guard let element = ElementType(rawValue: code) else {
      throw fault(.elementType, Field.element, UInt64(code))
    }
    let order = bytes.load(Field.layout, as: UInt32.self)
    guard let layout = TensorLayout(rawValue: order) else {
      throw fault(.tensorLayout, Field.layout, UInt64(order))
    }
    for index in 0..<4 where extent(index) == 0 {
      throw fault(.extent, Field.extents + 4 * index, 0)
    }
    let needed = TensorExtents.byteCount(
      UInt64(extent(0)), UInt64(extent(1)), UInt64(extent(2)), UInt64(extent(3)), element, layout)
    guard let needed else { throw fault(.tensorTooLarge, Field.extents, 0) }
    guard needed == length else { throw fault(.tensorLength, Field.length, length) }
    for place in Field.reserved..<Self.size {
      let byte = bytes.load(place, as: UInt8.self)
      guard byte == 0 else { throw fault(.reservedNotZero, place, UInt64(byte)) }
    }
  }

  func fault(_ reason: ContainerError.Reason, _ place: Int, _ value: UInt64) -> ContainerError {
    ContainerError(reason, offset: bytes.origin + place, value: value, section: .tensors)
  }
}
