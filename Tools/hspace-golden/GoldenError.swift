/// Why a case cannot be run.
struct GoldenError: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
