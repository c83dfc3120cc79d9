print("silkrate")
