// DecompressionTests
