import CHSpace
import Container
import Diffusion
import Program

/// What goes wrong in a call: everything that hsp_error says.
struct Failure: Error {
  let status: hsp_status
  var text = ErrorText()
  var offset: Int64 = -1
  var operation = ErrorText()

  init(_ status: hsp_status, _ sentence: StaticString) {
    self.status = status
    text.append(sentence)
  }

  /// A sentence with the offending number, and with what the number is when that is not clear.
  init(_ status: hsp_status, _ sentence: StaticString, _ label: StaticString = "", value: Int64) {
    self.init(status, sentence)
    text.append(" (")
    text.append(label)
    text.append(value)
    text.append(")")
  }

  static func argument(_ sentence: StaticString) -> Failure {
    Failure(HSP_ERROR_ARGUMENT, sentence)
  }
}

extension Failure {
  /// A file that is not what it should be.
  init(_ error: ContainerError) {
    func plain(_ status: hsp_status) -> Failure {
      error.value == 0
        ? Failure(status, error.sentence) : Failure(status, error.sentence, value: error.value)
    }
    switch error.reason {
    case .cannotRead: self.init(HSP_ERROR_IO, "the read callback failed", value: error.value)
    case .fileShrank: self.init(HSP_ERROR_IO, error.sentence)
    case .cannotMap, .cannotReadFile, .cannotWrite:
      self.init(HSP_ERROR_IO, error.sentence)
      text.append(": ")
      text.append(errno: Int32(truncatingIfNeeded: error.value))
    case .noMemory, .tooLarge: self = plain(HSP_ERROR_MEMORY)
    case .misalignedMemory: self.init(HSP_ERROR_ARGUMENT, error.sentence)
    case .unknownVersion: self.init(HSP_ERROR_VERSION, error.sentence, value: error.value)
    case .headerChecksum, .sectionChecksum, .tensorChecksum:
      self.init(HSP_ERROR_CHECKSUM, error.sentence)
    default: self = plain(HSP_ERROR_FORMAT)
    }
    offset = Int64(error.offset)
    if let section = error.section {
      for index in section.characters.indices { operation.append(byte: section.characters[index]) }
    }
  }

  /// A program that does not fit together.
  init(_ error: ProgramError, section: Int, operation name: NameCopy) {
    self.init(HSP_ERROR_FORMAT, error.sentence)
    if error.value != 0 { self = Failure(HSP_ERROR_FORMAT, error.sentence, value: error.value) }
    if error.offset >= 0 { offset = Int64(section + error.offset) }
    for index in 0..<name.count { operation.append(byte: name.bytes[index]) }
  }

  init(_ fault: Model.Fault) {
    switch fault {
    case .container(let error): self.init(error)
    case .tensor(let error, let name):
      self.init(error)
      operation = ErrorText()
      for index in 0..<name.count { operation.append(byte: name.bytes[index]) }
    case .program(let error, let section, let operation):
      self.init(error, section: section, operation: operation)
    case .schedule(let error):
      self.init(HSP_ERROR_FORMAT, error)
      operation.append("SCHD")
    case .otherKind: self.init(HSP_ERROR_MISMATCH, "the file is not a model")
    }
  }

  /// An option, or a field of a file, that is out of range.
  init(_ status: hsp_status, _ error: DiffusionError) {
    self.init(status, error.reason.sentence)
    if error.value != 0 || error.offset < 0 {
      text.append(" (")
      text.append(error.value)
      text.append(")")
    }
    offset = Int64(error.offset)
  }
}

extension Failure {
  init(_ fault: RunFault) {
    switch fault {
    case .invalid(let error):
      self.init(error.offset < 0 ? HSP_ERROR_ARGUMENT : HSP_ERROR_FORMAT, error)
    case .noPicture: self.init(HSP_ERROR_STATE, "the session holds no picture to invert")
    case .noLatent: self.init(HSP_ERROR_STATE, "the session holds no latent code to start from")
    case .nothingInterrupted: self.init(HSP_ERROR_STATE, "no run was interrupted")
    case .nothingThere: self.init(HSP_ERROR_STATE, "the session holds no such value yet")
    case .otherSteps(let made, let given):
      self.init(
        HSP_ERROR_MISMATCH, "the latent code was made with other steps, convention or t0",
        "steps ", value: Int64(made))
      text.append(", given ")
      text.append(Int64(given))
    case .otherEdits:
      self.init(HSP_ERROR_MISMATCH, "these are not the edits of the interrupted run")
    case .otherModel(let edit):
      self.init(
        HSP_ERROR_MISMATCH, "the direction belongs to another model", "edit ", value: Int64(edit))
    case .otherExtents(let edit):
      self.init(
        HSP_ERROR_MISMATCH, "the direction's extents are not those of h", "edit ",
        value: Int64(edit))
    case .differentEntries(let edit):
      self.init(
        HSP_ERROR_MISMATCH, "the directions have different numbers of steps", "edit ",
        value: Int64(edit))
    case .tooManyEdits(let count):
      self.init(HSP_ERROR_ARGUMENT, "there are more than 16 edits", value: Int64(count))
    case .strength(let edit):
      self.init(HSP_ERROR_ARGUMENT, "a strength is not finite", "edit ", value: Int64(edit))
    case .plainSession:
      self.init(
        HSP_ERROR_UNSUPPORTED, "an asymmetric edit needs a session without HSP_SESSION_PLAIN")
    case .notFinite(let index):
      self.init(
        HSP_ERROR_ARGUMENT, "a value is infinite or not a number", "index ", value: Int64(index))
    case .count(let expected, let given):
      self.init(
        HSP_ERROR_ARGUMENT, "a count does not fit its value", "expected ", value: Int64(expected))
      text.append(", given ")
      text.append(Int64(given))
    case .size(let expected, let given):
      self.init(
        HSP_ERROR_MISMATCH, "a size does not fit the session", "expected ", value: Int64(expected))
      text.append(", given ")
      text.append(Int64(given))
    case .unknownName(let index):
      self.init(
        HSP_ERROR_ARGUMENT, "the program has no value of that name", "tensor ", value: Int64(index))
    case .missingInput: self.init(HSP_ERROR_ARGUMENT, "an input of the program is not given")
    case .otherModelsLatent:
      self.init(HSP_ERROR_MISMATCH, "the latent code belongs to another model")
    case .file(let error): self.init(error)
    case .otherKind: self.init(HSP_ERROR_MISMATCH, "the file is of another kind")
    case .weights(let error, let tensor):
      self.init(error)
      operation = ErrorText()
      for index in 0..<tensor.count { operation.append(byte: tensor.bytes[index]) }
    case .notUNet: self.init(HSP_ERROR_STATE, "the session's program is not a U-Net")
    case .noCode:
      self.init(HSP_ERROR_ARGUMENT, "decoding needs a noise callback that gives the code's noise")
    case .noVariance:
      self.init(HSP_ERROR_MISMATCH, "the model has no learned variance: it has no value sigma")
    case .sharedVariance:
      self.init(
        HSP_ERROR_UNSUPPORTED,
        "learned variances are kept in a session's values: neither may be created beside the other")
    case .noEncoding:
      self.init(HSP_ERROR_STATE, "the session has not just encoded a picture")
    case .noEntries:
      self.init(HSP_ERROR_MISMATCH, "the file is no code: it has a latent code's x_T alone")
    case .mismatch(let mismatch): self.init(mismatch)
    case .cancelled: self.init(HSP_ERROR_CANCELLED, "the run was cancelled and can be resumed")
    }
  }
}
