/// What statistics keep of each sample; numbers as in hspace.h.
package enum StatisticsKind: UInt32 {
  /// The sum: means alone.
  case mean = 0
  /// Every sample as it is.
  case rows = 1
  /// Sum and sketch, in the same memory for any number of samples.
  case sketch = 2
}
