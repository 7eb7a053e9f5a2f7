/// A tensor's descriptor as it stands in the file.
package struct TensorRecord {
  package let bytes: Bytes

  package init(bytes: Bytes) { self.bytes = bytes }

  package static var size: Int { 64 }
  /// How many of the descriptor's bytes its checksum covers.
  package static var summed: Int { 48 }

  /// Offsets in a descriptor.
  package enum Field {
    package static var name: Int { 0 }
    package static var element: Int { 8 }
    package static var layout: Int { 12 }
    package static var extents: Int { 16 }
    package static var offset: Int { 32 }
    package static var length: Int { 40 }
    package static var checksum: Int { 48 }
    package static var reserved: Int { 52 }
  }

  package var offset: UInt64 { bytes.load(Field.offset, as: UInt64.self) }
  package var length: UInt64 { bytes.load(Field.length, as: UInt64.self) }
  package var checksum: UInt32 { bytes.load(Field.checksum, as: UInt32.self) }

  package var element: ElementType? {
    ElementType(rawValue: bytes.load(Field.element, as: UInt32.self))
  }

  package var layout: TensorLayout? {
    TensorLayout(rawValue: bytes.load(Field.layout, as: UInt32.self))
  }

  /// Bytes that a tensor of this type, layout and extents takes; nil when 64 bits can't hold them.
  package var neededLength: UInt64? {
    guard let element, let layout else { return nil }
    return TensorExtents.byteCount(
      UInt64(extent(0)), UInt64(extent(1)), UInt64(extent(2)), UInt64(extent(3)), element, layout)
  }

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
    guard !element.isInteger || layout == .packed else {
      throw fault(.tensorLayout, Field.layout, UInt64(order))
    }
    for index in 0..<4 where extent(index) == 0 {
      throw fault(.extent, Field.extents + 4 * index, 0)
    }
    guard let needed = neededLength else { throw fault(.tensorTooLarge, Field.extents, 0) }
    guard needed == length else { throw fault(.tensorLength, Field.length, length) }
    for place in Field.reserved..<Self.size {
      let byte = bytes.load(place, as: UInt8.self)
      guard byte == 0 else { throw fault(.reservedNotZero, place, UInt64(byte)) }
    }
  }

  package func fault(
    _ reason: ContainerError.Reason, _ place: Int, _ value: UInt64
  ) -> ContainerError {
    ContainerError(reason, offset: bytes.origin + place, value: value, section: .tensors)
  }
}
