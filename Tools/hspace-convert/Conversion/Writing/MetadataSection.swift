/// The `META` section: key and value strings.
struct MetadataSection {
  let pairs: [(key: String, value: String)]

  func bytes() -> [UInt8] {
    var strings = StringBlob()
    var records = ByteBuffer()
    for pair in pairs {
      records.append(strings.add(pair.key))
      records.append(strings.add(pair.value))
    }
    var section = ByteBuffer()
    section.append(UInt32(pairs.count))
    section.append(UInt32(strings.bytes.count))
    section.append(0 as UInt64)
    return section.bytes + records.bytes + strings.bytes
  }
}
