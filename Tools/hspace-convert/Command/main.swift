import ArgumentParser
import Glibc

// Exit status: 0 done, 1 failed, 2 usage.
do {
  Interruption.listen()
  var command = try ConvertCommand.parseAsRoot()
  try command.run()
} catch let failure as ConversionFailure {
  writeToStandardError("hspace-convert: \(failure.error)\n")
  exit(1)
} catch {
  let isRequest = ConvertCommand.exitCode(for: error) == .success
  let message = ConvertCommand.fullMessage(for: error)
  if isRequest {
    print(message)
    exit(0)
  }
  writeToStandardError(message + "\n")
  exit(2)
}
