import ArgumentParser
import CHSpace
import HSpaceLibrary
import Pictures

/// A sentence for people, and the exit status that goes with it.
struct Failure: Error {
  let sentence: String
  let status: Int32
  /// What the library said, where it was the library.
  let cause: LibraryError?

  init(_ sentence: String, status: Int32 = 1, cause: LibraryError? = nil) {
    self.sentence = sentence
    self.status = status
    self.cause = cause
  }

  /// What the library said about a file, with a remedy where one is known.
  init(_ file: String, _ error: LibraryError) {
    let remedy = error.remedy.map { " (\($0))" } ?? ""
    self.init("\(file): \(error)\(remedy)", status: error.isUsage ? 2 : 1, cause: error)
  }

  static func usage(_ sentence: String) -> Failure { Failure(sentence, status: 2) }

  /// A file that is no diffusion model was given as one.
  static func noUNet(_ file: String) -> Failure {
    usage(
      "\(file): it holds no U-Net, as an autoencoder, a direction network and one of LPIPS do not "
        + "(give a diffusion model)")
  }

  /// Prints an error and returns the exit status.
  static func report(_ error: any Error) -> Int32 {
    switch error {
    case let failure as Failure:
      Terminal.note(failure.sentence)
      return failure.status
    case let error as LibraryError:
      if let file = error.file { return report(Failure(file, error)) }
      Terminal.note(error.description)
      return error.isUsage ? 2 : 1
    case let error as PictureError:
      Terminal.note(error.description)
      return 1
    default:
      return reportArguments(error)
    }
  }

  /// Help, the version, and arguments that were not understood.
  private static func reportArguments(_ error: any Error) -> Int32 {
    switch HSpace.exitCode(for: error) {
    case .success:
      print(HSpace.fullMessage(for: error))
      return 0
    case .validationFailure:
      // Lists of possible values come on lines of their own.
      let lines = HSpace.message(for: error).split(separator: "\n")
      let sentence = lines.map { $0.trimmingPrefix(/\s*(- )?/) }.joined(separator: " ")
      Terminal.note("\(sentence) (see hspace --help)")
      return 2
    default:
      Terminal.note(HSpace.message(for: error))
      return 1
    }
  }
}

extension LibraryError {
  /// What to do about it, where that does not depend on the file.
  var remedy: String? {
    switch status {
    case HSP_ERROR_CHECKSUM: "the file is damaged: copy or convert it again"
    case HSP_ERROR_VERSION: "convert it again with this version's hspace-convert"
    case HSP_ERROR_MEMORY: "a smaller --size or fewer --threads need less"
    default: nil
    }
  }
}

/// Runs calls of the library that concern one file, so that errors name it.
func about<Result>(
  _ file: String, _ body: () throws(LibraryError) -> Result
) throws(Failure) -> Result {
  do throws(LibraryError) { return try body() } catch { throw Failure(file, error) }
}
