// InformationBasesTests
