import Foundation

/// Checks of an output path before the work begins.
enum Output {
  /// Refuses an output that is one of the inputs, or whose folder cannot be written.
  static func check(_ output: String, inputs: [String]) throws(Failure) {
    for input in inputs where isSame(output, input) {
      throw .usage("\(output): the output would replace an input (choose another name)")
    }
    var status = stat()
    // The result is the call's to fill.
    if unsafe stat(output, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure("\(output): is a folder (name a file)")
    }
    let folder = output.lastIndex(of: "/").map { String(output[...$0]) } ?? "."
    // Strings are passed as C strings for the calls.
    if unsafe access(output, F_OK) != 0, unsafe access(folder, W_OK) != 0 {
      throw Failure("\(output): cannot write: \(unsafe String(cString: strerror(errno)))")
    }
  }

  /// Refuses several outputs of which two are the same, too.
  static func check(_ outputs: [String], inputs: [String]) throws(Failure) {
    for (index, output) in outputs.enumerated() {
      try check(output, inputs: inputs)
      if outputs[..<index].contains(where: { path(of: $0) == path(of: output) }) {
        throw .usage("\(output): two outputs have this name (choose another one)")
      }
    }
  }

  private static func path(of name: String) -> String {
    URL(fileURLWithPath: name).standardizedFileURL.path
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    // The results are the calls' to fill, and only used when both did.
    guard unsafe stat(one, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
