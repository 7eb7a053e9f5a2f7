import Diffusion

/// Converts a checkpoint, a single file or a folder in the style of diffusers, into a `.hsm` file.
///
/// The file appears whole or not at all, and is the same byte for byte whenever and wherever it is made.
package func convert(
  _ source: String, output: String, options: ConversionOptions = ConversionOptions()
) throws(ConversionError) -> ConversionReport {
  try ConversionJob(source, options).write(to: output, options)
}

/// What is understood of a checkpoint: its configuration as JSON, in the keys of its family's code.
package func configuration(
  of source: String, options: ConversionOptions = ConversionOptions()
) throws(ConversionError) -> String {
  try Network(ModelSource(source, options), options).configuration.text
}
