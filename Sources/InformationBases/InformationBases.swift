// InformationBases
