extension ContainerError {
  /// One case for each distinct fault.
  package enum Reason: UInt8, Sendable {
    // The system.
    case cannotMap
    case cannotRead
    case cannotReadFile
    case fileShrank
    case cannotWrite
    case noMemory
    case misalignedMemory
    case tooLarge

    // Header and section table.
    case truncated
    case trailingBytes
    case notContainer
    case unknownVersion
    case sectionCount
    case headerChecksum
    case reservedNotZero
    case unknownSection
    case duplicateSection
    case missingSection
    case mixedSections

    // Places, of sections and tensors alike.
    case emptySection
    case misaligned
    case overlap
    case gap
    case pastEnd
    case paddingNotZero
    case sectionChecksum
    case sectionLength

    // Strings.
    case stringRange
    case stringLength
    case notUTF8
    case controlCharacter
    case duplicateName

    // Tensors and metadata.
    case tensorCount
    case elementType
    case tensorLayout
    case extent
    case tensorTooLarge
    case tensorLength
    case tensorChecksum
    case scale
    case magnitude
    case weightRange
    case pairCount
  }
}

extension ContainerError.Reason {
  /// What is wrong, for people.
  package var sentence: StaticString {
    switch self {
    case .cannotMap: "the system could not open or map the file"
    case .cannotRead: "the file could not be read"
    case .cannotReadFile: "the system could not read the file"
    case .fileShrank: "the file became shorter after it was opened"
    case .cannotWrite: "the file could not be written"
    case .noMemory: "there is not enough memory for the file"
    case .misalignedMemory: "the file's memory is not aligned to 64 bytes"
    case .tooLarge: "the file is too large for this processor"
    case .truncated: "the file ends too early"
    case .trailingBytes: "bytes follow the end of the file's content"
    case .notContainer: "this is not a .hsm file"
    case .unknownVersion: "the file's format version is not known"
    case .sectionCount: "the number of sections is not in 1 to 64"
    case .headerChecksum: "the header's checksum does not match"
    case .reservedNotZero: "a field that must be zero is not"
    case .unknownSection: "the kind of a section is not known"
    case .duplicateSection: "there are too many sections of one kind"
    case .missingSection: "a section is missing"
    case .mixedSections: "sections of different kinds of files are mixed"
    case .emptySection: "a section is empty"
    case .misaligned: "an offset is not aligned"
    case .overlap: "an offset lies inside what comes before"
    case .gap: "an offset leaves a gap behind what comes before"
    case .pastEnd: "an offset and length reach past the end"
    case .paddingNotZero: "a padding byte is not zero"
    case .sectionChecksum: "a section's checksum does not match"
    case .sectionLength: "a section's length does not match its content"
    case .stringRange: "a string lies outside its section's text"
    case .stringLength: "the length of a string is not in 1 to 1024 bytes"
    case .notUTF8: "a string is not valid UTF-8"
    case .controlCharacter: "a string contains a control character"
    case .duplicateName: "a name occurs twice"
    case .tensorCount: "the number of tensors is not in 1 to 65536"
    case .elementType: "the element type of a tensor is not known"
    case .tensorLayout: "the layout of a tensor is not known"
    case .extent: "an extent of a tensor is zero"
    case .tensorTooLarge: "the extents of a tensor multiply to too much"
    case .tensorLength: "the length of a tensor does not match its type and extents"
    case .tensorChecksum: "a tensor's checksum does not match"
    case .scale: "the scale of an int8 tensor's output is not finite and positive"
    case .magnitude: "the sum of an int8 tensor's output is not that of its weights"
    case .weightRange: "a weight of an int8 tensor is not in -127 to 127"
    case .pairCount: "the number of metadata pairs is not in 0 to 256"
    }
  }
}
